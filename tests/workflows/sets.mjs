// What gitlab-ci-local uses of Node 22, for those who have Node 20.
Set.prototype.union ??= function union(other) {
  return new Set([...this, ...other.keys()]);
};
