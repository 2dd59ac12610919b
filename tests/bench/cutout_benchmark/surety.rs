//! Whether what a cut-out says of itself, how sure it is, goes with how good it is.

/// Up to this composite error a cut-out is right.
const RIGHT: f64 = 8.0;
/// What is said, in percent, in steps.
const STEPS: [[f64; 2]; 5] = [[90.0, 100.0], [80.0, 90.0], [65.0, 80.0], [50.0, 65.0], [0.0, 50.0]];

/// Composite errors, each with how sure its cut-out says it is.
#[derive(Default)]
pub(crate) struct Surety(Vec<[f64; 2]>);

impl Surety {
    pub(crate) fn extend(&mut self, pairs: impl Iterator<Item = [f64; 2]>) {
        self.0.extend(pairs);
    }

    /// How many are right of those that say so much, and the rank correlation.
    pub(crate) fn lines(&self) -> String {
        let mut res = String::new();
        for [from, to] in STEPS {
            let of: Vec<_> = self.0.iter().filter(|it| (from..to).contains(&it[1])).collect();
            let right = of.iter().filter(|it| it[0] <= RIGHT).count();
            let share = right as f64 / of.len().max(1) as f64 * 100.0;
            res +=
                &format!("{from:3} % sure and more: {right} of {} right, {share:.1} %\n", of.len());
        }
        res + &format!("rank correlation of the error with % sure: {:.2}", self.correlation())
    }

    /// Spearman's.
    fn correlation(&self) -> f64 {
        let column = |at: usize| self.0.iter().map(|it| it[at]).collect::<Vec<f64>>();
        let [errors, sure] = [0, 1].map(|at| ranks(&column(at)));
        let middle = (self.0.len() as f64 - 1.0) / 2.0;
        let product = |a: &[f64], b: &[f64]| -> f64 {
            a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum()
        };
        product(&errors, &sure) / (product(&errors, &errors) * product(&sure, &sure)).sqrt()
    }
}

/// The place of each value in their order; equal ones share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |it: &f64| {
        let below = values.iter().filter(|other| *other < it).count();
        let equal = values.iter().filter(|other| *other == it).count();
        below as f64 + (equal as f64 - 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}
