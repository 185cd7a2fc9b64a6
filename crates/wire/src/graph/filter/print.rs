//! A tree back into text. `parse(print(f)) == f` for every filter [`super::parse`] can return.

use std::fmt;

use super::{Filter, Literal, Operator, Path};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Or(parts) => joined(f, parts, " or ", |part| matches!(part, Self::Or(_))),
            Self::And(parts) => {
                joined(f, parts, " and ", |part| matches!(part, Self::Or(_) | Self::And(_)))
            }
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::Compare(path, operator, literal) => write!(f, "{path} {operator} {literal}"),
            Self::In(path, values) => {
                write!(f, "{path} in (")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str(")")
            }
            Self::StartsWith(path, text) => {
                write!(f, "startsWith({path},{})", Literal::Text(text.clone()))
            }
            Self::EndsWith(path, text) => {
                write!(f, "endsWith({path},{})", Literal::Text(text.clone()))
            }
            Self::Any(path, None) => write!(f, "{path}/any()"),
            Self::Any(path, Some((variable, condition))) => {
                write!(f, "{path}/any({variable}:{condition})")
            }
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Filter],
    word: &str,
    needs_parentheses: fn(&Filter) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { word })?;
        if needs_parentheses(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        })
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Number(number) => write!(f, "{number}"),
            Self::Bare(text) => f.write_str(text),
        }
    }
}
