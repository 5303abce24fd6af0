//! Is a leaf in a Merkle tree? RFC 9162, section 2.1.3.2.

use sha2::{Digest as _, Sha256};

/// The hash of a leaf.
pub fn leaf(data: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of an inner node.
pub fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root that follows from a leaf, its index, the tree's size and the path; None where they
/// do not fit each other.
pub fn root(leaf: [u8; 32], index: u64, size: u64, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for step in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = node(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(leaves: &[[u8; 32]]) -> [u8; 32] {
        match leaves {
            [one] => *one,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node(&tree(&leaves[..split]), &tree(&leaves[split..]))
            }
        }
    }

    fn path(leaves: &[[u8; 32]], index: usize) -> Vec<[u8; 32]> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (mut below, beside) = match index < split {
            true => (path(&leaves[..split], index), tree(&leaves[split..])),
            false => (path(&leaves[split..], index - split), tree(&leaves[..split])),
        };
        below.push(beside);
        below
    }

    #[test]
    fn every_leaf_of_every_small_tree_and_nothing_else() {
        for size in 1..=20_usize {
            let leaves: Vec<[u8; 32]> = (0..size).map(|i| leaf(&[i as u8])).collect();
            let want = tree(&leaves);
            for index in 0..size {
                let path = path(&leaves, index);
                let root = |leaf, at: usize, path: &[[u8; 32]]| super::root(leaf, at as u64, size as u64, path);
                assert_eq!(root(leaves[index], index, &path), Some(want), "{index} of {size}");
                assert_ne!(root(leaf(b"x"), index, &path), Some(want));
                assert_eq!(root(leaves[index], size, &path), None);
                if !path.is_empty() {
                    assert_ne!(root(leaves[index], index, &path[..path.len() - 1]), Some(want), "cut off");
                    assert_ne!(root(leaves[index], index ^ 1, &path), Some(want));
                }
                assert_eq!(root(leaves[index], index, &[&path[..], &[want]].concat()), None, "too long");
            }
        }
        assert_eq!(root(leaf(b""), 0, 0, &[]), None);
    }
}
