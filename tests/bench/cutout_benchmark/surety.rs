//! Whether what a cut-out says of itself, how sure it is, goes with how good it is.

/// From this composite error on a cut-out is a bad one.
const BAD: f64 = 15.0;
/// Who says so much calls itself good, in percent.
const SURE: f64 = 80.0;

/// Composite errors, each with how sure its cut-out says it is.
#[derive(Default)]
pub(crate) struct Surety(Vec<[f64; 2]>);

impl Surety {
    pub(crate) fn extend(&mut self, pairs: impl Iterator<Item = [f64; 2]>) {
        self.0.extend(pairs);
    }

    /// The rank correlation, and how often the good and the bad call themselves good.
    pub(crate) fn line(&self) -> String {
        let share = |bad: bool| {
            let of: Vec<_> = self.0.iter().filter(|it| (it[0] > BAD) == bad).collect();
            let sure = of.iter().filter(|it| it[1] >= SURE).count();
            (sure as f64 / of.len().max(1) as f64 * 100.0, of.len())
        };
        let ((good, n_good), (bad, n_bad)) = (share(false), share(true));
        format!(
            "rank correlation of the error with % sure {:.2}; at least {SURE} % sure: {good:.0} % \
             of {n_good} with an error up to {BAD}, {bad:.1} % of {n_bad} above",
            self.correlation()
        )
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
