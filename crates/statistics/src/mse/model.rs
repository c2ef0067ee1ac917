//! Hierarchical log-linear models: which sets of lists may depend on one another.

use super::table::Lists;

/// A hierarchical model. Every single list is in it; a set of lists is in it only with all its subsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Model {
    lists: usize,
    /// All terms but the intercept, by size and then in the order 12, 13, ..., 23, ...
    terms: Vec<Lists>,
}

impl Model {
    /// The lists are independent of one another.
    pub fn independent(lists: usize) -> Self {
        Self {
            lists,
            terms: (0..lists).map(|list| 1 << list).collect(),
        }
    }

    /// The smallest hierarchical model that holds these terms.
    pub fn generated(lists: usize, by: &[Lists]) -> Self {
        let mut terms: Vec<Lists> = Vec::new();
        for set in 1..(1 << lists) as Lists {
            if set.count_ones() == 1 || by.iter().any(|generator| set & !generator == 0) {
                terms.push(set);
            }
        }
        terms.sort_by_key(|&set| order(set));
        Self { lists, terms }
    }

    /// This model and one more term, with all its subsets.
    pub fn with(&self, term: Lists) -> Self {
        let mut terms = self.terms.clone();
        terms.push(term);
        Self::generated(self.lists, &terms)
    }

    /// This model without a term that no larger term needs; None when one does, or the term is a single list.
    pub fn without(&self, term: Lists) -> Option<Self> {
        let needed = self.terms.iter().any(|&other| other != term && other & term == term);
        (!needed && term.count_ones() > 1 && self.has(term)).then(|| Self {
            lists: self.lists,
            terms: self.terms.iter().copied().filter(|&other| other != term).collect(),
        })
    }

    pub fn has(&self, term: Lists) -> bool {
        self.terms.contains(&term)
    }

    pub fn lists(&self) -> usize {
        self.lists
    }

    /// All terms but the intercept.
    pub fn terms(&self) -> &[Lists] {
        &self.terms
    }

    /// The size of the largest term: 1 for independent lists.
    pub fn order(&self) -> u32 {
        self.terms.iter().map(|term| term.count_ones()).max().unwrap_or(0)
    }

    /// The usual shorthand: the maximal terms by list number, larger ones first, as "[123,25,34]".
    pub fn shorthand(&self) -> String {
        let mut maximal: Vec<Lists> = self
            .terms
            .iter()
            .copied()
            .filter(|&term| !self.terms.iter().any(|&other| other != term && other & term == term))
            .collect();
        maximal.sort_by_key(|&set| (std::cmp::Reverse(set.count_ones()), order(set)));
        let separator = if self.lists > 9 { "." } else { "" };
        let numbers: Vec<String> = maximal.iter().map(|&set| number(set, self.lists, separator)).collect();
        format!("[{}]", numbers.join(","))
    }
}

fn number(set: Lists, lists: usize, separator: &str) -> String {
    let numbers: Vec<String> = (0..lists)
        .filter(|list| set >> list & 1 == 1)
        .map(|list| (list + 1).to_string())
        .collect();
    numbers.join(separator)
}

/// Sorting key: by size, then in the order 12, 13, ..., 23, ..., which is that of the bits read backwards.
fn order(set: Lists) -> (u32, u16) {
    (set.count_ones(), !set.reverse_bits())
}

/// All pairs of lists in the order 12, 13, ..., 23, ...
pub fn pairs(lists: usize) -> Vec<Lists> {
    sets(lists, 2)
}

/// All sets of `size` lists, in order.
pub fn sets(lists: usize, size: u32) -> Vec<Lists> {
    let mut sets: Vec<Lists> = (1..(1_u32 << lists))
        .map(|set| set as Lists)
        .filter(|set| set.count_ones() == size)
        .collect();
    sets.sort_by_key(|&set| order(set));
    sets
}

/// Every hierarchical model with terms of at most three lists (`with_triples`) or of pairs: 4 lists have 113 and 64, 5 have
/// 6,212 and 1,024, 6 have 32,768 of pairs and 3.7 million in all, which nobody should ask for.
pub fn all(lists: usize, with_triples: bool) -> Vec<Model> {
    let pairs = pairs(lists);
    let triples = if with_triples { sets(lists, 3) } else { Vec::new() };
    let mut models = Vec::new();
    for graph in 0..(1_u64 << pairs.len()) {
        let chosen: Vec<Lists> = chosen(&pairs, graph);
        let possible: Vec<Lists> = triples
            .iter()
            .copied()
            .filter(|&triple| pairs.iter().all(|&pair| pair & !triple != 0 || chosen.contains(&pair)))
            .collect();
        for cover in 0..(1_u64 << possible.len()) {
            let mut terms: Vec<Lists> = (0..lists).map(|list| 1 << list).collect();
            terms.extend(&chosen);
            terms.extend(self::chosen(&possible, cover));
            models.push(Model { lists, terms });
        }
    }
    models
}

fn chosen(from: &[Lists], which: u64) -> Vec<Lists> {
    (0..from.len())
        .filter(|index| which >> index & 1 == 1)
        .map(|index| from[index])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_orders() {
        let model = Model::generated(5, &[0b00111, 0b10010, 0b01100]);
        assert_eq!(model.shorthand(), "[123,25,34]");
        assert_eq!(model.terms().len(), 11);
        assert_eq!(model.order(), 3);
        assert_eq!(Model::independent(4).shorthand(), "[1,2,3,4]");
        assert_eq!(pairs(4), [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100]);
        assert_eq!(model.without(0b00011), None);
        assert_eq!(model.without(0b00111).unwrap().shorthand(), "[12,13,23,25,34]");
        assert_eq!(Model::independent(3).with(0b111).terms().len(), 7);
    }

    #[test]
    fn counts_of_models_are_those_published() {
        assert_eq!(all(4, true).len(), 113);
        assert_eq!(all(4, false).len(), 64);
        assert_eq!(all(5, true).len(), 6_212);
        for model in all(4, true) {
            assert_eq!(model, Model::generated(4, model.terms()));
        }
    }
}
