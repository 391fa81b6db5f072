//! Who a class knows of before they come.

/// Who a class knows of before they come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// How many people are on the roster of its course. Places are kept for some: see [`protocol::limits::RESERVED_FOR_MEMBERS`].
    pub members: usize,
    /// The names of whoever may come as its staff: nobody else takes them.
    pub staff_names: Vec<String>,
}
