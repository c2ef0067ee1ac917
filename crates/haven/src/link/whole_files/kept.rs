//! What a run has done so far, kept in its folder so that a later run goes on from there.
//!
//! Each stage is one file: numbers only, no names and no record references, with a digest at its end. A stage that is not
//! whole, or not of this run, is done again. `run.toml` says which files and settings the folder belongs to.

use super::folder::{Folder, digest_of};
use super::problems::LinkingProblem;
use matching::bulk::{Candidates, Clusters, Pair, RuleReport};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;

const PAIRS: &str = "pairs.stage";
const MODEL: &str = "model.stage";
const WEIGHTS: &str = "weights.stage";
const CLUSTERS: &str = "clusters.stage";
const STAGES: [&str; 4] = [PAIRS, MODEL, WEIGHTS, CLUSTERS];

/// Everything that the result follows from; two runs with the same plan give the same files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The day that stands on the report.
    pub day: String,
    pub finished: bool,
    /// Of the program.
    pub version: String,
    /// By name: digest of the content, or the setting's text.
    pub inputs: BTreeMap<String, String>,
    pub settings: BTreeMap<String, String>,
}

impl Plan {
    /// What differs from another plan, in the words of the command.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.version != other.version {
            found.push("the program is another version".to_owned());
        }
        for (ours, theirs, what) in [
            (&self.inputs, &other.inputs, "the file"),
            (&self.settings, &other.settings, "the setting"),
        ] {
            let mut names: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
            names.sort();
            names.dedup();
            for name in names.into_iter().filter(|name| ours.get(*name) != theirs.get(*name)) {
                found.push(match (ours.get(name), theirs.get(name)) {
                    (Some(_), None) => format!("{what} {name} was not there"),
                    (None, Some(_)) => format!("{what} {name} is not there any more"),
                    (Some(now), Some(then)) if what == "the setting" => format!("{name} was {then} and is {now}"),
                    _ => format!("{what} {name} has changed"),
                });
            }
        }
        found
    }

    fn digest(&self) -> String {
        let plan = Self {
            finished: false,
            ..self.clone()
        };
        digest_of(format!("{plan:?}").as_bytes())
    }
}

pub const PLAN: &str = "run.toml";
const HEAD: &str = "# What this folder was made from. `haven link --resume` goes on only with the same.\n\n";

pub fn write_plan(folder: &Folder, plan: &Plan) -> Result<(), LinkingProblem> {
    let text = toml::to_string(plan).map_err(|error| LinkingProblem::wrong(format!("run.toml: {error}")))?;
    folder.write_text(PLAN, &format!("{HEAD}{text}"))
}

/// The stages of one run. With no folder nothing is kept.
pub struct Kept {
    folder: Option<Folder>,
    plan: String,
}

impl Kept {
    pub fn new(folder: Option<Folder>, plan: &Plan) -> Self {
        Self {
            folder,
            plan: plan.digest(),
        }
    }

    /// Takes all stages away: the run is finished.
    pub fn clear(&self) {
        if let Some(folder) = &self.folder {
            for name in STAGES {
                folder.remove(name);
            }
            folder.remove_partial();
        }
    }

    /// The stage as it was kept, or done now and kept.
    fn stage<T>(
        &self,
        name: &str,
        unpack: impl FnOnce(&mut Unpacked<'_>) -> Option<T>,
        make: impl FnOnce() -> Result<T, LinkingProblem>,
        pack: impl FnOnce(&T, &mut dyn Write) -> std::io::Result<()>,
    ) -> Result<T, LinkingProblem> {
        let Some(folder) = &self.folder else { return make() };
        if let Some(bytes) = folder.read(name)
            && let Some(content) = self.checked(&bytes)
            && let Some(found) = unpack(&mut Unpacked(content))
        {
            return Ok(found);
        }
        let made = make()?;
        folder.write(name, |file| {
            let mut hashed = Hashed {
                file,
                hash: Sha256::new(),
            };
            hashed.write_all(self.plan.as_bytes())?;
            pack(&made, &mut hashed)?;
            let Hashed { file, hash } = hashed;
            file.write_all(&hash.finalize())
        })?;
        Ok(made)
    }

    /// What stands between the digest of the plan and that of the whole, where both are right.
    fn checked<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let (content, digest) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        if Sha256::digest(content).as_slice() != digest {
            return None;
        }
        content.strip_prefix(self.plan.as_bytes())
    }

    pub fn pairs(
        &self,
        make: impl FnOnce() -> Result<Candidates, LinkingProblem>,
    ) -> Result<Candidates, LinkingProblem> {
        self.stage(
            PAIRS,
            |kept| {
                let rules = kept.list(|kept| {
                    Some(RuleReport {
                        label: kept.text()?,
                        keys: kept.number()?,
                        largest: kept.number()?,
                        met: kept.number()?,
                        kept: kept.number()?,
                        lost: kept.number()?,
                    })
                })?;
                let pairs = kept.list(Unpacked::number)?;
                Some(Candidates { pairs, rules })
            },
            make,
            |found, file| {
                number(file, found.rules.len() as u64)?;
                for rule in &found.rules {
                    number(file, rule.label.len() as u64)?;
                    file.write_all(rule.label.as_bytes())?;
                    for value in [rule.keys, rule.largest, rule.met, rule.kept, rule.lost] {
                        number(file, value)?;
                    }
                }
                number(file, found.pairs.len() as u64)?;
                found.pairs.iter().try_for_each(|pair| number(file, *pair))
            },
        )
    }

    /// The text of the model.
    pub fn model(&self, make: impl FnOnce() -> Result<String, LinkingProblem>) -> Result<String, LinkingProblem> {
        self.stage(
            MODEL,
            |kept| kept.text(),
            make,
            |text, file| {
                number(file, text.len() as u64)?;
                file.write_all(text.as_bytes())
            },
        )
    }

    pub fn weights(
        &self,
        make: impl FnOnce() -> Result<Vec<Pair>, LinkingProblem>,
    ) -> Result<Vec<Pair>, LinkingProblem> {
        self.stage(
            WEIGHTS,
            |kept| kept.list(Unpacked::pair),
            make,
            |pairs, file| write_pairs(file, pairs),
        )
    }

    pub fn clusters(
        &self,
        make: impl FnOnce() -> Result<Clusters, LinkingProblem>,
    ) -> Result<Clusters, LinkingProblem> {
        self.stage(
            CLUSTERS,
            |kept| {
                Some(Clusters {
                    of: kept.list(Unpacked::short)?,
                    pairs: kept.list(Unpacked::pair)?,
                })
            },
            make,
            |clusters, file| {
                number(file, clusters.of.len() as u64)?;
                for record in &clusters.of {
                    file.write_all(&record.to_le_bytes())?;
                }
                write_pairs(file, &clusters.pairs)
            },
        )
    }
}

struct Hashed<'a, W> {
    file: &'a mut W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

fn number(file: &mut dyn Write, value: u64) -> std::io::Result<()> {
    file.write_all(&value.to_le_bytes())
}

fn write_pairs(file: &mut dyn Write, pairs: &[Pair]) -> std::io::Result<()> {
    number(file, pairs.len() as u64)?;
    for pair in pairs {
        let mut bytes = [0u8; 12];
        let parts = pair
            .a
            .to_le_bytes()
            .into_iter()
            .chain(pair.b.to_le_bytes())
            .chain(pair.weight.to_le_bytes());
        for (to, from) in bytes.iter_mut().zip(parts) {
            *to = from;
        }
        file.write_all(&bytes)?;
    }
    Ok(())
}

/// Bytes that are taken off from the front.
struct Unpacked<'a>(&'a [u8]);

impl Unpacked<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn short(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn pair(&mut self) -> Option<Pair> {
        Some(Pair {
            a: self.short()?,
            b: self.short()?,
            weight: f32::from_le_bytes(self.take()?),
        })
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = usize::try_from(self.number()?).ok()?;
        // No entry is shorter than four bytes, so that a wrong length takes no memory.
        if length > self.0.len() / 4 {
            return None;
        }
        let mut list = Vec::with_capacity(length);
        for _ in 0..length {
            list.push(one(self)?);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

    use super::*;

    fn plan(threshold: &str) -> Plan {
        Plan {
            settings: BTreeMap::from([("--threshold".to_owned(), threshold.to_owned())]),
            ..Plan::default()
        }
    }

    fn some_pairs() -> Vec<Pair> {
        (0..500)
            .map(|n| Pair {
                a: n,
                b: n + 1,
                weight: n as f32 / 7.0,
            })
            .collect()
    }

    #[test]
    fn a_stage_is_done_once_and_only_for_its_own_plan() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(&place.path().join("out")).unwrap();
        let kept = Kept::new(Some(folder.clone()), &plan("0"));
        assert_eq!(kept.weights(|| Ok(some_pairs())).unwrap(), some_pairs());
        assert_eq!(kept.weights(|| panic!("it is kept")).unwrap(), some_pairs());
        let other = Kept::new(Some(folder.clone()), &plan("1"));
        assert_eq!(other.weights(|| Ok(Vec::new())).unwrap(), []);
        assert_eq!(
            kept.weights(|| Ok(some_pairs())).unwrap(),
            some_pairs(),
            "what is another run's is done again"
        );
        assert_eq!(plan("1").differences(&plan("0")), ["--threshold was 0 and is 1"]);
    }

    #[test]
    fn every_stage_comes_back_as_it_was_and_a_damaged_one_is_done_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(&place.path().join("out")).unwrap();
        let kept = Kept::new(Some(folder.clone()), &plan("0"));
        let rule = RuleReport {
            label: "same phone".into(),
            keys: 1,
            largest: 2,
            met: 3,
            kept: 4,
            lost: 5,
        };
        let found = Candidates {
            pairs: vec![1 << 40, 7],
            rules: vec![rule],
        };
        let clusters = Clusters {
            of: vec![0, 0, 2],
            pairs: some_pairs(),
        };
        kept.pairs(|| Ok(found.clone())).unwrap();
        kept.model(|| Ok("version = 1".to_owned())).unwrap();
        kept.clusters(|| Ok(clusters.clone())).unwrap();
        assert_eq!(kept.pairs(|| panic!()).unwrap(), found);
        assert_eq!(kept.model(|| panic!()).unwrap(), "version = 1");
        assert_eq!(kept.clusters(|| panic!()).unwrap(), clusters);
        let whole = folder.read(CLUSTERS).unwrap();
        for place in [0, 10, 70, whole.len() / 2, whole.len() - 1] {
            let mut harmed = whole.clone();
            harmed[place] ^= 1;
            std::fs::write(folder.file(CLUSTERS), &harmed).unwrap();
            assert_eq!(kept.clusters(|| Ok(Clusters::default())).unwrap(), Clusters::default());
            std::fs::write(folder.file(CLUSTERS), &whole[..place]).unwrap();
            assert_eq!(kept.clusters(|| Ok(Clusters::default())).unwrap(), Clusters::default());
        }
        kept.clear();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
