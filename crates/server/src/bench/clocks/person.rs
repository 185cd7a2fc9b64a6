//! What happens to one person, in the oracle's words.

use super::model::{At, DAY, DISABLED, Event, LEAVER, Person, QUIET, RESTORE, Span, State, Why};

impl Person {
    pub(super) fn event(&mut self, event: &Event, now: At) -> Result<(), &'static str> {
        let is_live = self.state.is_live();
        match event {
            Event::Moves | Event::Leaves(_) if !is_live => return Err("person.deleted"),
            Event::Moves | Event::Leaves(_) if self.leaver.is_some() => {
                return Err("leaver.already");
            }
            // In summer London's day is over an hour before that of UTC.
            Event::Leaves(until) if *until <= now => return Err("leaver.day"),
            Event::Moves => {
                self.leaver = Some((Span { since: now, until: now + LEAVER }, true));
            }
            Event::Leaves(until) => {
                self.leaver = Some((Span { since: now, until: *until }, false));
            }
            Event::Now if !is_live => return Err("person.deleted"),
            Event::Delete if !is_live => return Err("person.not-in-state"),
            Event::Now | Event::Delete if self.held.is_some() => return Err("person.held"),
            Event::Now | Event::Delete => self.delete(now, "deleted by hand"),
            Event::Cancel if self.leaver.is_none() => return Err("leaver.none"),
            Event::Cancel => {
                self.stay(now);
            }
            Event::Claim(to) => {
                let is_in_time = self.held.is_some() || !self.has_left(now);
                let is_leaving = is_in_time && matches!(self.leaver, Some((_, true)));
                if !is_live {
                    return Err("not-found");
                }
                if !is_leaving || self.organisation == *to {
                    return Err("joiner.not-claimable");
                }
                self.arrive(*to, now);
            }
            Event::Transfer(to) => {
                if self.organisation == *to {
                    return Err("person.already-here");
                }
                if !is_live {
                    return Err("person.deleted");
                }
                self.arrive(*to, now);
            }
            Event::Disable if self.state != State::Active => return Err("person.not-in-state"),
            Event::Disable => self.disable(now),
            Event::Enable if self.state != State::Disabled => return Err("person.not-in-state"),
            Event::Enable if self.has_left(now) => return Err("leaver.over"),
            Event::Enable => {
                self.state = State::Active;
                self.span = None;
                self.quiet = now;
            }
            Event::Restore if self.state != State::Deleted => return Err("person.not-in-state"),
            Event::Restore => {
                let is_over = self.span.is_some_and(|span| span.until <= now);
                if is_over && self.held.is_none() {
                    return Err("person.restore-over");
                }
                self.span = None;
                self.state = State::Active;
                if self.was_disabled {
                    self.disable(now);
                }
                self.quiet = now;
            }
            Event::Hold => {
                self.held = self.held.or(Some(now));
                self.holds += 1;
            }
            Event::Release => {
                self.holds -= 1;
                if self.holds == 0 {
                    self.resume(now);
                }
            }
        }
        Ok(())
    }

    fn resume(&mut self, now: At) {
        let Some(stopped) = self.held.take() else { return };
        self.span = self.span.map(|span| span.resumed(stopped, now));
        self.leaver = self.leaver.map(|(span, moves)| {
            let day = Span { until: span.until.max(now + DAY), ..span };
            (if moves { span.resumed(stopped, now) } else { day }, moves)
        });
        self.quiet += (now - stopped.max(self.quiet)).max(0);
        self.quiet = self.quiet.max(now + DAY - QUIET);
    }

    fn disable(&mut self, now: At) {
        self.state = State::Disabled;
        self.is_blocked = false;
        self.span = Some(Span { since: now, until: now + DISABLED });
    }

    pub(super) fn delete(&mut self, now: At, how: &str) {
        self.was_disabled = self.state == State::Disabled && !self.is_blocked;
        self.is_blocked = false;
        self.state = State::Deleted;
        self.span = Some(Span { since: now, until: now + RESTORE });
        self.leaver = None;
        self.log.push((now, how.to_owned()));
    }

    fn arrive(&mut self, to: usize, now: At) {
        self.organisation = to;
        self.stay(now);
    }

    fn has_left(&self, now: At) -> bool {
        self.leaver.is_some_and(|(span, _)| span.until <= now)
    }

    /// Nobody who leaves any more; whoever was only blocked for leaving comes in again.
    fn stay(&mut self, now: At) {
        self.leaver = None;
        self.quiet = now;
        if std::mem::take(&mut self.is_blocked) {
            self.state = State::Active;
            self.span = None;
        }
    }

    /// Whether the day is over for somebody who can still sign in.
    pub(super) fn may_be_blocked(&self, now: At) -> bool {
        self.state == State::Active && self.has_left(now)
    }

    pub(super) fn block(&mut self, now: At) {
        self.disable(now);
        self.is_blocked = true;
        self.log.push((now, "blocked".to_owned()));
    }

    /// Stays after all; `list` is when the list was made and the end of its day.
    pub(super) fn spare(&mut self, list: Span, now: At) {
        let is_over =
            |span: Span| span.until <= now || (span.until < list.until && span.since <= list.since);
        self.log.push((now, "spared".to_owned()));
        self.quiet = now;
        if self.leaver.is_some_and(|(span, _)| is_over(span)) {
            self.stay(now);
        }
        if self.state == State::Disabled && self.span.is_some_and(is_over) {
            self.span = self.span.map(|span| Span { until: now + DISABLED, ..span });
        }
    }

    /// When one of its own clocks is over.
    pub(super) fn end(&self, why: Why) -> Option<At> {
        match why {
            Why::Leave => self.leaver.filter(|_| self.state.is_live()).map(|(span, _)| span.until),
            Why::Lapse => {
                self.span.filter(|_| self.state == State::Disabled).map(|span| span.until)
            }
            Why::Quiet => None,
        }
    }

    pub(super) fn may_be_quiet(&self) -> bool {
        self.state == State::Active && self.leaver.is_none()
    }

    pub(super) fn is_quiet(&self, now: At) -> bool {
        self.may_be_quiet() && self.quiet + QUIET <= now
    }
}
