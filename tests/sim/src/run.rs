//! Carrying out plans, and finding where they fail.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    plan::{Step, plan},
    world::World,
};

/// Steps between the checks that take longer, while nothing is wrong.
pub const CHECK_EVERY: usize = 32;

/// The summary of a class that went well.
#[derive(Debug, Default)]
pub struct Summary {
    /// Steps carried out.
    pub steps: usize,
    /// Events made.
    pub events: usize,
    /// Kinds of events and refusals that occurred.
    pub seen: BTreeSet<String>,
}

/// A plan that fails.
#[derive(Debug)]
pub struct Failure {
    /// The shortest prefix that fails.
    pub prefix: Vec<Step>,
    /// What is wrong.
    pub message: String,
}

/// Carries out the plan of this seed; when it fails, again with every check after every step.
pub fn run(seed: u64, check_every: usize) -> Result<Summary, Failure> {
    let plan = plan(seed);
    attempt(&plan, check_every).map_err(|failure| attempt(&failure.prefix, 1).err().unwrap_or(failure))
}

fn attempt(plan: &[Step], check_every: usize) -> Result<Summary, Failure> {
    let done = Cell::new(0_usize);
    let summary = RefCell::new(Summary::default());
    let carry_out = || {
        let mut world = World::start();
        for step in plan {
            world.step(step);
            if done.get().is_multiple_of(check_every) {
                world.check();
            }
            done.set(done.get() + 1);
        }
        world.check();
        world.check_journal();
        *summary.borrow_mut() = Summary { steps: plan.len(), events: world.events(), seen: world.seen };
    };
    match catch_unwind(AssertUnwindSafe(carry_out)) {
        Ok(()) => Ok(summary.into_inner()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let message = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default();
            Err(Failure { prefix: plan[..plan.len().min(done.get() + 1)].to_vec(), message })
        }
    }
}
