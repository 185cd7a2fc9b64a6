//! Words into a tree, by recursive descent; the depth is counted so that a hostile filter cannot exhaust the stack.

use super::lexer::{Word, words};
use super::{DEEPEST, Filter, FilterError, LONGEST, Literal, MOST_TERMS, Operator, Path};

/// Reads a filter.
///
/// # Errors
/// If it is too long, too deep, has too many terms, or is not in the subset.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    if text.len() > LONGEST {
        return Err(FilterError("The filter is too long.".to_owned()));
    }
    let words = words(text)?;
    let mut parser = Parser { words: &words, at: 0, depth: 0, terms: 0 };
    let filter = parser.either()?;
    match parser.peek() {
        None => Ok(filter),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    words: &'a [Word],
    at: usize,
    depth: usize,
    terms: usize,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Filter, FilterError> {
        self.chain("or", Self::both, Filter::Or)
    }

    fn both(&mut self) -> Result<Filter, FilterError> {
        self.chain("and", Self::unary, Filter::And)
    }

    fn chain(
        &mut self,
        keyword: &str,
        part: fn(&mut Self) -> Result<Filter, FilterError>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, FilterError> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take_keyword(keyword) {
            parts.push(part(self)?);
        }
        if parts.len() > 1 {
            return Ok(join(parts));
        }
        parts.pop().ok_or_else(|| self.unexpected())
    }

    fn unary(&mut self) -> Result<Filter, FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FilterError("The filter nests too deeply.".to_owned()));
        }
        let filter = if self.take_keyword("not") {
            Filter::Not(Box::new(self.unary()?))
        } else if self.take(&Word::Open) {
            let inner = self.either()?;
            self.expect(&Word::Close)?;
            inner
        } else {
            self.term()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn term(&mut self) -> Result<Filter, FilterError> {
        self.count_term()?;
        let name = self.plain()?;
        if self.peek() == Some(&Word::Open) {
            return self.call(&name);
        }
        let path = path(&name)?;
        let operator = self.plain()?;
        if operator.eq_ignore_ascii_case("in") {
            return self.listed(path);
        }
        let operator = match operator.to_ascii_lowercase().as_str() {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            _ => return Err(FilterError(format!("Operator '{operator}' is not supported."))),
        };
        Ok(Filter::Compare(path, operator, self.literal()?))
    }

    fn call(&mut self, name: &str) -> Result<Filter, FilterError> {
        self.expect(&Word::Open)?;
        let lower = name.to_ascii_lowercase();
        let filter = match lower.as_str() {
            "startswith" | "endswith" => {
                let found = self.plain()?;
                let path = path(&found)?;
                self.expect(&Word::Comma)?;
                let Literal::Text(text) = self.literal()? else {
                    return Err(FilterError(format!("{name} needs a string.")));
                };
                if lower == "startswith" {
                    Filter::StartsWith(path, text)
                } else {
                    Filter::EndsWith(path, text)
                }
            }
            _ => match lower.strip_suffix("/any") {
                Some(_) => self.any(&name[..name.len() - 4])?,
                None => return Err(FilterError(format!("Function '{name}' is not supported."))),
            },
        };
        self.expect(&Word::Close)?;
        Ok(filter)
    }

    fn any(&mut self, collection: &str) -> Result<Filter, FilterError> {
        let path = path(collection)?;
        if self.peek() == Some(&Word::Close) {
            return Ok(Filter::Any(path, None));
        }
        let variable = self.plain()?;
        if !variable.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(FilterError(format!("'{variable}' is not the name of a variable.")));
        }
        self.expect(&Word::Colon)?;
        let condition = self.either()?;
        Ok(Filter::Any(path, Some((variable, Box::new(condition)))))
    }

    fn listed(&mut self, path: Path) -> Result<Filter, FilterError> {
        self.expect(&Word::Open)?;
        let mut values = vec![self.literal()?];
        while self.take(&Word::Comma) {
            self.count_term()?;
            values.push(self.literal()?);
        }
        self.expect(&Word::Close)?;
        Ok(Filter::In(path, values))
    }

    fn literal(&mut self) -> Result<Literal, FilterError> {
        let word = self.peek().cloned();
        self.at += 1;
        match word {
            Some(Word::Quoted(text)) => Ok(Literal::Text(text)),
            Some(Word::Plain(text)) => match text.as_str() {
                "null" => Ok(Literal::Null),
                "true" => Ok(Literal::Flag(true)),
                "false" => Ok(Literal::Flag(false)),
                _ => match text.parse() {
                    Ok(number)
                        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') =>
                    {
                        Ok(Literal::Number(number))
                    }
                    _ if is_bare(&text) => Ok(Literal::Bare(text)),
                    _ => Err(FilterError(format!("'{text}' is not a value."))),
                },
            },
            _ => {
                self.at -= 1;
                Err(self.unexpected())
            }
        }
    }

    fn plain(&mut self) -> Result<String, FilterError> {
        match self.words.get(self.at) {
            Some(Word::Plain(text)) => {
                self.at += 1;
                Ok(text.clone())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    fn take(&mut self, word: &Word) -> bool {
        let found = self.peek() == Some(word);
        self.at += usize::from(found);
        found
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Word::Plain(text)) if text.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, word: &Word) -> Result<(), FilterError> {
        if self.take(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn count_term(&mut self) -> Result<(), FilterError> {
        self.terms += 1;
        if self.terms > MOST_TERMS {
            Err(FilterError("The filter has too many terms.".to_owned()))
        } else {
            Ok(())
        }
    }

    fn unexpected(&self) -> FilterError {
        FilterError(match self.peek() {
            None => "Expression expected at the end of the filter.".to_owned(),
            Some(_) => format!("Syntax error at word {} of the filter.", self.at + 1),
        })
    }
}

fn path(text: &str) -> Result<Path, FilterError> {
    let path = Path::of(text);
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
    };
    let sound =
        path.0.iter().enumerate().all(|(at, name)| {
            is_name(name) || (at > 0 && name == "$count" && at + 1 == path.0.len())
        });
    if sound && path.0.len() <= 4 {
        Ok(path)
    } else {
        Err(FilterError(format!("'{text}' is not the name of a property.")))
    }
}

/// GUIDs and moments are the only values written bare; both begin with a hexadecimal digit and hold a hyphen.
pub(super) fn is_bare(text: &str) -> bool {
    let is_guid = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        });
    let is_moment = text.len() >= 10
        && text.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ+".contains(&byte));
    is_guid || is_moment
}
