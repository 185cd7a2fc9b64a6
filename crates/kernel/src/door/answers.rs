//! Questions: how contexts that may not know each other ask each other, inside the transaction.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use super::Ports;
use crate::db::{BoxFuture, Reader};
use crate::refusal::{Fault, Result};

/// A small request that its owner answers from its own tables.
pub trait Question: Send + 'static {
    /// What comes back.
    type Answer: Send + 'static;
}

type Answerer<Q> = Arc<
    dyn for<'a> Fn(Q, &'a mut Reader) -> BoxFuture<'a, Result<<Q as Question>::Answer>>
        + Send
        + Sync,
>;

/// Who answers which question.
#[derive(Default)]
pub struct Answers {
    by_question: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
    ports: Ports,
}

impl Answers {
    /// Says with which services the process was started.
    pub(super) fn with_ports(mut self, ports: Ports) -> Self {
        self.ports = ports;
        self
    }

    /// The services with which the process was started. An answer may depend on which there are; it uses none of them, because
    /// it is given within a transaction.
    pub const fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Registers the one who answers a question.
    pub fn add<Q: Question>(
        &mut self,
        answerer: impl for<'a> Fn(Q, &'a mut Reader) -> BoxFuture<'a, Result<Q::Answer>>
        + Send
        + Sync
        + 'static,
    ) -> Result<(), Fault> {
        let answerer: Answerer<Q> = Arc::new(answerer);
        match self.by_question.insert(TypeId::of::<Q>(), Box::new(answerer)) {
            None => Ok(()),
            Some(_) => Err(Fault::defect(format!(
                "registering a second answer to {}",
                std::any::type_name::<Q>()
            ))),
        }
    }

    /// Whether there is somebody who answers a question.
    pub(crate) fn knows<Q: Question>(&self) -> bool {
        self.by_question.contains_key(&TypeId::of::<Q>())
    }

    pub(crate) async fn answer<Q: Question>(
        &self,
        question: Q,
        reader: &mut Reader,
    ) -> Result<Q::Answer> {
        let answerer = self
            .by_question
            .get(&TypeId::of::<Q>())
            .and_then(|answerer| answerer.downcast_ref::<Answerer<Q>>());
        let answerer = answerer.ok_or_else(|| {
            Fault::defect(format!("asking {}, which nobody answers", std::any::type_name::<Q>()))
        })?;
        answerer(question, reader).await
    }
}
