use proptest::prelude::*;

use super::*;

fn shown(language: &str, code: &str) -> Vec<String> {
    let line = |danger: Danger| {
        let Danger { first, last, what } = danger;
        if first == last { format!("{first}: {what}") } else { format!("{first}-{last}: {what}") }
    };
    find_dangers(language, code).into_iter().map(line).collect()
}

#[test]
fn what_can_lose_data_is_found() {
    for (code, expected) in [
        ("kubectl delete pvc data-0", "1: kubectl delete"),
        ("kubectl -n $NAMESPACE delete pvc data-0", "1: kubectl delete"),
        ("kubectl --namespace=x delete pvc,pod -l app=y", "1: kubectl delete"),
        ("k delete ns <name>", "1: k delete"),
        ("kubectl delete pod x --force --grace-period=0", "1: kubectl --force"),
        ("kubectl delete pods --all", "1: kubectl delete --all"),
        ("ls\n\nsudo -u root rm -rf \"$DIR\"/*", "3: rm -rf"),
        ("rm -f dump.rdb", "1: rm -f"),
        ("FORCE=1 helm uninstall redis -n x", "1: helm uninstall"),
        ("helm upgrade x y --force", "1: helm --force"),
        ("kubectl exec redis-0 -- redis-cli FLUSHALL", "1: redis-cli FLUSHALL"),
        ("kubectl exec -it \\\n  redis-0 -- \\\n  rm -rf /data/x", "3: rm -rf"),
        ("kubectl exec x -- sh -c 'cd /data && rm -rf *'", "1: rm -rf"),
        ("docker exec -it db psql -c 'DROP DATABASE x'", "1: DROP DATABASE"),
        ("docker volume rm x", "1: docker volume rm"),
        ("docker system prune -af", "1: docker system prune"),
        ("psql -U x -c \"drop table if exists y\"", "1: DROP TABLE"),
        ("psql --command='DELETE FROM y; SELECT 1'", "1: DELETE FROM"),
        ("kubectl exec -i db-0 -- psql <<EOF\nSELECT 1;\nTRUNCATE y;\nEOF", "3: TRUNCATE"),
        ("bash <<'EOF'\nrm -rf x\nEOF", "2: rm -rf"),
        ("mongosh --eval 'db.dropDatabase()'", "1: dropDatabase()"),
        ("x=$(git push --force origin main)", "1: git --force"),
        ("git push -f", "1: git push -f"),
        ("for i in 1 2; do helm delete r$i; done", "1: helm delete"),
        ("terraform destroy", "1: terraform destroy"),
        ("aws s3 rm s3://x --recursive", "1: aws s3 rm"),
        ("aws rds delete-db-instance --x", "1: aws delete-db-instance"),
        ("mc rb --force local/x", "1: mc rb"),
        ("mkfs.ext4 /dev/sdb1", "1: mkfs.ext4"),
        ("dd if=x of=/dev/sdb bs=1M", "1: dd of=/dev/sdb"),
        ("find /backup -mtime +7 -delete", "1: find -delete"),
        ("find /backup -name x -exec rm {} \\;", "1: find rm"),
        ("ls | xargs rm -rf", "1: rm -rf"),
        ("curl -X DELETE localhost:9200/x", "1: curl DELETE"),
        ("make -f make/ops/redis.mk redis-flushall", "1: make redis-flushall"),
        ("make -C delete FILE=drop kafka_topic_delete", "1: make kafka_topic_delete"),
        ("dropdb x\ncreatedb x\ndropdb y", "1: dropdb\n3: dropdb"),
        ("helm uninstall a \\\n  --namespace b\nkubectl delete ns b", "1-2: helm uninstall\n3: kubectl delete"),
        ("nats stream purge X", "1: nats stream purge"),
        ("pg_restore -c x.dump", "1: pg_restore -c"),
    ] {
        assert_eq!(shown("bash", code).join("\n"), expected, "{code}");
    }
}

#[test]
fn what_loses_nothing_is_left_alone() {
    for code in [
        "kubectl get pods",
        "kubectl delete pod redis-0",
        "kubectl -n x delete job restore",
        "kubectl delete statefulset x --cascade=orphan",
        "kubectl delete pvc x --dry-run=client",
        "kubectl wait --for=delete pod/x",
        "kubectl get events --field-selector reason=delete",
        "# kubectl delete pvc x",
        "echo 'kubectl delete pvc x'",
        "echo \"run: rm -rf x\"",
        "cat > clean.sh <<'EOF'\nrm -rf /data\nEOF",
        "helm upgrade --install --atomic x y",
        "helm rollback x 1",
        "rm -rf /tmp/restore",
        "rm -rf \"/tmp/$DIR\" /var/tmp/x",
        "rm notes.txt",
        "find /tmp/x -delete",
        "npm install --force",
        "git push origin main",
        "git push --force=false",
        "docker run --rm -it redis",
        "psql -c 'SELECT * FROM deletes'",
        "psql -c 'DROP INDEX x'",
        "psql -c \"UPDATE x SET y = 1 WHERE z = 2\"",
        "dd if=/dev/zero of=/dev/null",
        "make -f make/ops/drop.mk redis-info",
        "make backup-undelete",
        "restic snapshots",
        "pg_restore -Fc x.dump",
        "make mysql-flush-logs",
        "curl -XGET localhost/delete",
    ] {
        assert_eq!(shown("bash", code), [""; 0], "{code}");
    }
}

#[test]
fn the_language_decides_what_is_read() {
    let command = "rm -rf /data\n";
    for (language, code, found) in [
        ("bash", command, true),
        ("sh", command, true),
        ("", command, false),
        ("", "kubectl get x\nrm -rf /data\n", true),
        ("yaml", command, false),
        ("text", "$ rm -rf /data\n", false),
        ("python", command, false),
        ("console", "$ rm -rf /data\n", true),
        ("console", "$ ls\nrm -rf /data\n", false),
        ("console", command, true),
        ("sql", "-- drop table x;\nSELECT 'drop table x';\n", false),
        ("sql", "SELECT 1;\nDROP TABLE x;\n", true),
        ("bash", "DROP TABLE x;\n", false),
    ] {
        assert_eq!(!shown(language, code).is_empty(), found, "{language}: {code}");
    }
}

#[test]
fn statements_have_their_lines() {
    let code = "-- first\nDROP TABLE a;\n/* DELETE FROM b; */\nDELETE\n  FROM c\n  WHERE d = ';';\nTRUNCATE e\n\n";
    assert_eq!(shown("sql", code), ["2: DROP TABLE", "4-6: DELETE FROM", "7: TRUNCATE"]);
    assert_eq!(shown("sql", "UPDATE a SET b = 'WHERE';"), ["1: UPDATE without WHERE"]);
    assert_eq!(shown("sql", "ALTER TABLE a DROP COLUMN b;"), ["1: DROP COLUMN"]);
}

proptest! {
    #[test]
    fn any_block_is_read(code in "[a-z<>$(){}'\"`\\\\;|&\n #=-]{0,80}|(kubectl|rm|psql|find|docker|exec|delete|-rf|--|;|<<E|'|\"|\n| ){0,24}") {
        let lines = u32::try_from(code.lines().count()).expect("few").max(1);
        for language in ["bash", "console", "sql", ""] {
            for danger in find_dangers(language, &code) {
                prop_assert!(1 <= danger.first && danger.first <= danger.last && danger.last <= lines);
            }
        }
    }
}
