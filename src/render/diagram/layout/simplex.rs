//! Places on a line that keep their distances and cost least: the network simplex method of Gansner, Koutsofios, North and
//! Vo, "A technique for drawing directed graphs" (IEEE Transactions on Software Engineering, 1993).

/// `head` stands at least `length` behind `tail`, and each step between them costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constraint {
    pub(super) tail: usize,
    pub(super) head: usize,
    pub(super) length: i64,
    pub(super) weight: i64,
}

/// How much may be done before the best found so far is taken: enough for any diagram that somebody could read.
const BUDGET: usize = 12_000_000;

/// The places of `count` things, the first at 0. The constraints must have no cycle.
pub(super) fn solve(count: usize, constraints: &[Constraint]) -> Vec<i64> {
    let mut constraints = constraints.to_vec();
    // All of it hangs together at a root that costs nothing.
    let mut entered = vec![false; count];
    constraints.iter().for_each(|constraint| entered[constraint.head] = true);
    for head in (0..count).filter(|node| !entered[*node]) {
        constraints.push(Constraint { tail: count, head, length: 0, weight: 0 });
    }
    let mut network = Network::new(count + 1, &constraints);
    network.grow();
    network.improve();
    let mut places = network.places;
    places.truncate(count);
    let first = places.iter().copied().min().unwrap_or(0);
    places.iter_mut().for_each(|place| *place -= first);
    places
}

struct Network<'a> {
    constraints: &'a [Constraint],
    places: Vec<i64>,
    /// For each node, the constraints at it.
    at: Vec<Vec<usize>>,
    /// For each node, the constraints of the tree at it.
    tree: Vec<Vec<usize>>,
    /// For each node, the weight that leaves it less the weight that enters it.
    surplus: Vec<i64>,
}

impl<'a> Network<'a> {
    fn new(count: usize, constraints: &'a [Constraint]) -> Self {
        let mut at = vec![Vec::new(); count];
        let mut surplus = vec![0; count];
        for (index, constraint) in constraints.iter().enumerate() {
            at[constraint.tail].push(index);
            at[constraint.head].push(index);
            surplus[constraint.tail] += constraint.weight;
            surplus[constraint.head] -= constraint.weight;
        }
        let mut network = Self { constraints, places: vec![0; count], at, tree: vec![Vec::new(); count], surplus };
        network.lowest();
        network
    }

    /// Puts each node as far to the front as its constraints let it.
    fn lowest(&mut self) {
        let mut waiting: Vec<usize> = vec![0; self.places.len()];
        self.constraints.iter().for_each(|constraint| waiting[constraint.head] += 1);
        let mut ready: Vec<usize> = (0..waiting.len()).filter(|node| waiting[*node] == 0).collect();
        while let Some(node) = ready.pop() {
            for &index in &self.at[node] {
                let constraint = self.constraints[index];
                if constraint.tail == node {
                    let head = constraint.head;
                    self.places[head] = self.places[head].max(self.places[node] + constraint.length);
                    waiting[head] -= 1;
                    if waiting[head] == 0 {
                        ready.push(head);
                    }
                }
            }
        }
    }

    fn slack(&self, constraint: &Constraint) -> i64 {
        self.places[constraint.head] - self.places[constraint.tail] - constraint.length
    }

    /// Makes a tree of constraints without slack that holds every node.
    fn grow(&mut self) {
        let root = self.places.len() - 1;
        let mut within = vec![false; self.places.len()];
        within[root] = true;
        let mut members = vec![root];
        let mut next = 0;
        loop {
            while let Some(&node) = members.get(next) {
                next += 1;
                for place in 0..self.at[node].len() {
                    let index = self.at[node][place];
                    let constraint = self.constraints[index];
                    let other = if constraint.tail == node { constraint.head } else { constraint.tail };
                    if !within[other] && self.slack(&constraint) == 0 {
                        within[other] = true;
                        members.push(other);
                        self.tree[node].push(index);
                        self.tree[other].push(index);
                    }
                }
            }
            let nearest = self
                .constraints
                .iter()
                .filter(|constraint| within[constraint.tail] != within[constraint.head])
                .map(|constraint| (self.slack(constraint), constraint))
                .min_by_key(|(slack, _)| *slack);
            let Some((slack, constraint)) = nearest else { return };
            let by = if within[constraint.tail] { slack } else { -slack };
            members.iter().for_each(|member| self.places[*member] += by);
            // Those that have come near are found from the members they are near to.
            next = 0;
        }
    }

    /// Exchanges constraints of the tree for others as long as that makes it cheaper.
    fn improve(&mut self) {
        let count = self.places.len();
        let rounds = BUDGET / (count + self.constraints.len()).max(1);
        let mut from = 0;
        for _ in 0..rounds {
            let order = self.order();
            let Some((child, leaving)) = self.leaving(&order, &mut from) else { return };
            let (first, last) = (order.first[child], order.last[child]);
            let within = |node: usize| (first..=last).contains(&order.first[node]);
            let outward = within(self.constraints[leaving].tail);
            let entering = self
                .constraints
                .iter()
                .enumerate()
                .filter(|(_, constraint)| {
                    let (tail, head) = (within(constraint.tail), within(constraint.head));
                    if outward { !tail && head } else { tail && !head }
                })
                .map(|(index, constraint)| (self.slack(constraint), index))
                .min();
            // Nothing holds the other way: it could go on for ever, so the weights are at fault.
            let Some((slack, entering)) = entering else { return };
            let by = if outward { -slack } else { slack };
            for node in (0..count).filter(|node| within(*node)) {
                self.places[node] += by;
            }
            for (index, adds) in [(leaving, false), (entering, true)] {
                let Constraint { tail, head, .. } = self.constraints[index];
                for node in [tail, head] {
                    if adds {
                        self.tree[node].push(index);
                    } else {
                        self.tree[node].retain(|other| *other != index);
                    }
                }
            }
        }
    }

    /// A constraint of the tree that would better be longer, and its end away from the root. The search goes on where the
    /// last one ended, so that none is passed over for long.
    fn leaving(&self, order: &Order, from: &mut usize) -> Option<(usize, usize)> {
        let mut surplus = self.surplus.clone();
        for &node in order.nodes.iter().rev() {
            if let Some((parent, _)) = order.parent[node] {
                surplus[parent] += surplus[node];
            }
        }
        let count = order.nodes.len();
        let start = *from;
        (0..count).map(|step| (start + step) % count).find_map(|node| {
            let (_, index) = order.parent[node]?;
            let cost = if self.constraints[index].tail == node { surplus[node] } else { -surplus[node] };
            if cost >= 0 {
                return None;
            }
            *from = node + 1;
            Some((node, index))
        })
    }

    fn order(&self) -> Order {
        let count = self.places.len();
        let root = count - 1;
        let mut order = Order {
            nodes: Vec::with_capacity(count),
            parent: vec![None; count],
            first: vec![0; count],
            last: vec![0; count],
        };
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            order.first[node] = order.nodes.len();
            order.nodes.push(node);
            for &index in &self.tree[node] {
                let constraint = self.constraints[index];
                let other = if constraint.tail == node { constraint.head } else { constraint.tail };
                if order.parent[node].is_none_or(|(_, up)| up != index) {
                    order.parent[other] = Some((node, index));
                    stack.push(other);
                }
            }
        }
        for &node in order.nodes.iter().rev() {
            order.last[node] = order.last[node].max(order.first[node]);
            if let Some((parent, _)) = order.parent[node] {
                order.last[parent] = order.last[parent].max(order.last[node]);
            }
        }
        order
    }
}

/// The tree from its root on.
struct Order {
    /// The nodes, each in front of those below it.
    nodes: Vec<usize>,
    /// The node above each, and the constraint between them.
    parent: Vec<Option<(usize, usize)>>,
    /// The place of each in `nodes`.
    first: Vec<usize>,
    /// The last place of those below it.
    last: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn constraint((tail, head, length, weight): (usize, usize, i64, i64)) -> Constraint {
        Constraint { tail, head, length, weight }
    }

    fn cost(places: &[i64], constraints: &[Constraint]) -> i64 {
        constraints.iter().map(|c| c.weight * (places[c.head] - places[c.tail])).sum()
    }

    #[test]
    fn the_cheapest_places_are_found() {
        // A long way round, and a node that hangs on its end.
        let constraints: Vec<Constraint> =
            [(0, 1, 1, 1), (1, 2, 1, 1), (2, 3, 1, 1), (0, 4, 1, 1), (4, 3, 1, 5), (5, 3, 1, 1)].map(constraint).into();
        assert_eq!(solve(6, &constraints), [0, 1, 2, 3, 2, 2]);
        assert_eq!(solve(3, &[]), [0, 0, 0]);
        assert_eq!(solve(0, &[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn constraints_hold_and_no_single_step_is_cheaper(
            edges in proptest::collection::vec((0usize..12, 0usize..12, 0i64..5, 0i64..9), 0..40),
        ) {
            let constraints: Vec<Constraint> = edges
                .into_iter()
                .filter(|(a, b, ..)| a != b)
                .map(|(a, b, length, weight)| constraint((a.min(b), a.max(b), length, weight)))
                .collect();
            let places = solve(12, &constraints);
            for c in &constraints {
                prop_assert!(places[c.head] - places[c.tail] >= c.length);
            }
            // A set that moves as one: all that a node pushes when it moves.
            let best = cost(&places, &constraints);
            for node in 0..12 {
                for by in [-1, 1] {
                    let mut moved = places.clone();
                    moved[node] += by;
                    loop {
                        let pushed = constraints.iter().find(|c| moved[c.head] - moved[c.tail] < c.length);
                        let Some(c) = pushed else { break };
                        if by > 0 { moved[c.head] += 1 } else { moved[c.tail] -= 1 }
                    }
                    prop_assert!(cost(&moved, &constraints) >= best);
                }
            }
        }
    }
}
