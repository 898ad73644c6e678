use proptest::prelude::*;

use super::*;

/// The figures of an output, one a line.
fn read(output: &str) -> String {
    let (tool, measured) = match parse_benchmark(output, None) {
        Ok(read) => read,
        Err(refused) => return format!("{refused:?}"),
    };
    let one = |one: &Measured| format!("{} {} {}", one.metric, one.value, one.unit).trim_end().to_owned();
    let measured: Vec<String> = measured.iter().map(one).collect();
    format!("{}: {}", tool.name(), measured.join("; "))
}

const PGBENCH: &str = "pgbench (16.4)
starting vacuum...end.
progress: 5.0 s, 848.2 tps, lat 11.781 ms stddev 4.021, 0 failed
transaction type: <builtin: TPC-B (sort of)>
scaling factor: 10
query mode: simple
number of clients: 10
number of threads: 2
maximum number of tries: 1
duration: 60 s
number of transactions actually processed: 50841
number of failed transactions: 3 (0.006%)
latency average = 11.802 ms
latency stddev = 4.120 ms
rate limit schedule lag: avg 0.412 (max 9.950) ms
initial connection time = 24.507 ms
tps = 847.301 (without initial connection time)
SQL script 1: first.sql
 - weight: 1 (targets 100.0% of total)
 - 50841 transactions (100.0% of total, tps = 847.301)
 - latency average = 11.802 ms
statement latencies in milliseconds and failures:
         0.003           0 \\set aid random(1, 100000)
";

const SYSBENCH: &str = "sysbench 1.0.20 (using bundled LuaJIT 2.1.0-beta2)

Running the test with following options:
Number of threads: 10
Report intermediate results every 10 second(s)

[ 10s ] thds: 10 tps: 624.31 qps: 12492.05 (r/w/o: 8745.04/2498.31/1248.70) lat (ms,95%): 23.10 err/s: 0.00 reconn/s: 0.00
SQL statistics:
    queries performed:
        read:                            524580
        write:                           149880
        other:                           74940
        total:                           749400
    transactions:                        37470  (624.40 per sec.)
    queries:                             749400 (12488.02 per sec.)
    ignored errors:                      0      (0.00 per sec.)
    reconnects:                          0      (0.00 per sec.)

General statistics:
    total time:                          60.0091s
    total number of events:              37470

Latency (ms):
         min:                                    8.52
         avg:                                   16.01
         max:                                  102.44
         95th percentile:                       23.10
         sum:                               599899.90

Threads fairness:
    events (avg/stddev):           3747.0000/11.03
";

const REDIS: &str = "====== SET ======
  100000 requests completed in 1.28 seconds
  50 parallel clients
  3 bytes payload
  keep alive: 1
  host configuration \"save\": 3600 1
  multi-thread: no

Latency by percentile distribution:
0.000% <= 0.207 milliseconds (cumulative count 1)
50.000% <= 0.319 milliseconds (cumulative count 52035)

Cumulative distribution of latencies:
99.990% <= 2.103 milliseconds (cumulative count 99990)

Summary:
  throughput summary: 78125.00 requests per second
  latency summary (msec):
          avg       min       p50       p95       p99       max
        0.334     0.208     0.319     0.471     0.631     2.127

====== LPUSH ======
  100000 requests completed in 1.30 seconds
Summary:
  throughput summary: 76923.08 requests per second
  latency summary (msec):
          avg       min       p50       p95       p99       max
        0.340     0.200     0.327     0.479     0.647     1.999

====== LPUSH (needed to benchmark LRANGE) ======
  100000 requests completed in 1.31 seconds
Summary:
  throughput summary: 76335.88 requests per second
  latency summary (msec):
          avg       min       p50       p95       p99       max
        0.342     0.201     0.328     0.480     0.649     2.003
";

const WRK: &str = "Running 30s test @ http://127.0.0.1:8080/parcels
  12 threads and 400 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   635.91us    0.89ms  12.92ms   93.69%
    Req/Sec    56.20k     8.07k   62.00k    86.54%
  Latency Distribution
     50%  250.00us
     75%  491.00us
     90%  700.00us
     99%    5.80ms
  2246465 requests in 30.00s, 1.78GB read
  Socket errors: connect 0, read 12, write 0, timeout 3
  Non-2xx or 3xx responses: 20
Requests/sec:  74886.53
Transfer/sec:     60.63MB
";

const WRK2: &str = "Running 1m test @ http://127.0.0.1:8080/
  Thread calibration: mean lat.: 1.107ms, rate sampling interval: 10ms
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.12ms  500.00us   4.10ms   64.00%
    Req/Sec     1.05k    90.00     1.33k    70.00%
  Latency Distribution (HdrHistogram - Recorded Latency)
 50.000%    1.08ms
 99.900%    3.90ms
100.000%    4.10ms

  Detailed Percentile spectrum:
       Value   Percentile   TotalCount 1/(1-Percentile)

       0.200     0.000000            1         1.00
#[Mean    =        1.120, StdDeviation   =        0.500]
----------------------------------------------------------

  Latency Distribution (HdrHistogram - Uncorrected Latency (measured without taking delayed starts into account))
 50.000%    0.67ms
 99.900%    1.30ms

  Detailed Percentile spectrum:
       Value   Percentile   TotalCount 1/(1-Percentile)

       0.100     0.000000            1         1.00
----------------------------------------------------------
  120000 requests in 1.00m, 9.50MB read
Requests/sec:   1999.87
Transfer/sec:    162.10KB
";

const K6: &str = "  █ THRESHOLDS

    http_req_duration
    ✓ 'p(95)<1500' p(95)=148.21ms

  █ TOTAL RESULTS

    checks_total.......................: 90      13.12/s
    checks_succeeded...................: 100.00% 90 out of 90

    ✓ status is 200

    CUSTOM
    cart_items.........................: avg=2.5 min=1 med=2 max=6 p(90)=4 p(95)=5

    HTTP
    http_req_duration..................: avg=140.36ms min=119.08µs med=140.96ms max=1m2.5s p(90)=146.88ms p(95)=148.21ms
      { expected_response:true }.......: avg=140.36ms min=119.08ms med=140.96ms max=154.63ms p(90)=146.88ms p(95)=148.21ms
    http_req_failed....................: 0.00%  0 out of 45
    http_reqs..........................: 45     6.561/s

    EXECUTION
    iterations.........................: 15 2.187/s
    vus................................: 1      min=1 max=1

    NETWORK
    data_received......................: 519 kB 76 kB/s

  █ GROUP: checkout

    HTTP
    http_req_duration..................: avg=99ms min=1ms med=9ms max=99ms p(90)=9ms p(95)=9ms
";

const K6_EXPORT: &str = r#"{
  "root_group": { "name": "", "groups": {}, "checks": {} },
  "metrics": {
    "http_req_duration": { "avg": 117.5, "min": 0.4, "med": 116, "max": 230.25, "p(90)": 150, "p(95)": 160.5, "thresholds": { "p(95)<500": false } },
    "http_req_duration{expected_response:true}": { "avg": 117.5, "min": 0.4 },
    "http_req_failed": { "passes": 1, "fails": 299, "value": 0.25 },
    "http_reqs": { "count": 300, "rate": 9.75 },
    "vus": { "value": 10, "min": 10, "max": 10 }
  }
}"#;

const K6_SUMMARY: &str = r#"{
  "metrics": {
    "basket": { "type": "trend", "contains": "default", "values": { "avg": 2.5, "p(99.9)": 9 } },
    "checkout_time": { "type": "trend", "contains": "time", "values": { "avg": 20, "med": 19.5 } },
    "http_req_failed": { "type": "rate", "contains": "default", "values": { "rate": 0.5, "passes": 1, "fails": 1 } },
    "iterations": { "type": "counter", "contains": "default", "values": { "count": 300, "rate": 9.75 } }
  },
  "state": { "testRunDurationMs": 30000 }
}"#;

#[test]
fn what_tools_print_is_read() {
    for (output, expected) in [
        (
            PGBENCH,
            "pgbench: Failed transactions 0.006 %; Latency avg 11.802 ms; Latency stddev 4.120 ms; Schedule lag avg 0.412 ms; \
             Schedule lag max 9.950 ms; Throughput 847.301 TPS",
        ),
        (
            "transaction type: TPC-B (sort of)\nlatency average: 11.8 ms\n\
             tps = 846.9 (including connections establishing)\ntps = 847.3 (excluding connections establishing)\n",
            "pgbench: Latency avg 11.8 ms; Throughput 847.3 TPS",
        ),
        (
            SYSBENCH,
            "sysbench: Throughput 624.40 TPS; Query throughput 12488.02 QPS; Ignored errors 0.00 errors/s; Latency min 8.52 ms; \
             Latency avg 16.01 ms; Latency max 102.44 ms; Latency p95 23.10 ms",
        ),
        (
            "sysbench 1.0.20\nCPU speed:\n    events per second:  1234.56\nLatency (ms):\n  avg:  0.81\n  99th percentile: 0.9\n",
            "sysbench: Event throughput 1234.56 events/s; Latency avg 0.81 ms; Latency p99 0.9 ms",
        ),
        (
            "sysbench 1.0.20\nTotal operations: 1200000 (400000.50 per second)\n\n1171.88 MiB transferred (390.63 MiB/sec)\n\n\
             General statistics:\n    total time:  3.0002s\n    total number of events:  1200000\n",
            "sysbench: Operation throughput 400000.50 ops/s; Transfer 390.63 MiB/s",
        ),
        (
            "sysbench 1.0.20\nFile operations:\n    reads/s:  369.14\n    writes/s:  246.20\n    fsyncs/s:  24.63\nThroughput:\n    \
             read, MiB/s:  5.77\n    written, MiB/s:  3.84\n",
            "sysbench: File read throughput 369.14 ops/s; File write throughput 246.20 ops/s; File fsync throughput 24.63 ops/s; \
             Read transfer 5.77 MiB/s; Write transfer 3.84 MiB/s",
        ),
        (
            "sysbench 1.0.20\nGeneral statistics:\n    total time:  2.0000s\n    total number of events:  2671\nLatency (ms):\n  avg:  0.75\n",
            "sysbench: Latency avg 0.75 ms; Event throughput 1335.50 events/s",
        ),
        (
            REDIS,
            "redis-benchmark: SET throughput 78125.00 req/s; SET latency avg 0.334 ms; SET latency min 0.208 ms; \
             SET latency p50 0.319 ms; SET latency p95 0.471 ms; SET latency p99 0.631 ms; SET latency max 2.127 ms; \
             LPUSH throughput 76923.08 req/s; LPUSH latency avg 0.340 ms; LPUSH latency min 0.200 ms; \
             LPUSH latency p50 0.327 ms; LPUSH latency p95 0.479 ms; LPUSH latency p99 0.647 ms; LPUSH latency max 1.999 ms",
        ),
        (
            "====== PING_INLINE ======\n  100000 requests completed in 1.26 seconds\n  3 bytes payload\n\n\
             99.90% <= 1 milliseconds\n100.00% <= 1 milliseconds\n79302.14 requests per second\n\n",
            "redis-benchmark: PING_INLINE throughput 79302.14 req/s",
        ),
        (
            "SET: rps=78000.0 (overall: 78000.0) avg_msec=0.3 (overall: 0.3)\rSET: 78125.00 requests per second, p50=0.319 msec\n\
             MSET (10 keys): 51234.50 requests per second\n\
             LPUSH (needed to benchmark LRANGE): 77000.10 requests per second, p50=0.31 msec\n",
            "redis-benchmark: SET throughput 78125.00 req/s; SET latency p50 0.319 ms; MSET throughput 51234.50 req/s",
        ),
        (
            "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",\"p99_latency_ms\",\"max_latency_ms\"\n\
             \"GET\",\"80000.00\",\"0.33\",\"0.20\",\"0.31\",\"0.47\",\"0.63\",\"2.1\"\n\
             \"LPUSH (needed to benchmark LRANGE)\",\"1.00\",\"0.33\",\"0.20\",\"0.31\",\"0.47\",\"0.63\",\"2.1\"\n",
            "redis-benchmark: GET throughput 80000.00 req/s; GET latency avg 0.33 ms; GET latency min 0.20 ms; \
             GET latency p50 0.31 ms; GET latency p95 0.47 ms; GET latency p99 0.63 ms; GET latency max 2.1 ms",
        ),
        (
            "\"SET\",\"265252.00\"\n\"GET\",\"276701.72\"\n",
            "redis-benchmark: SET throughput 265252.00 req/s; GET throughput 276701.72 req/s",
        ),
        (
            WRK,
            "wrk: Latency avg 635.91 us; Latency stddev 0.89 ms; Latency max 12.92 ms; Latency p50 250.00 us; Latency p75 491.00 us; \
             Latency p90 700.00 us; Latency p99 5.80 ms; Throughput 74886.53 req/s; Transfer 60.63 MiB/s; Failed requests 35",
        ),
        (
            "sysbench 1.1.0 (using bundled LuaJIT 2.1.0-beta3)\n\nThroughput:\n         read:  IOPS=3543.35 55.36 MiB/s (58.05 MB/s)\n         \
             write: IOPS=2362.21 36.91 MiB/s (38.70 MB/s)\n         fsync: IOPS=7562.10\n\nLatency (ms):\n         avg:  0.30\n",
            "sysbench: File read throughput 3543.35 ops/s; Read transfer 55.36 MiB/s; File write throughput 2362.21 ops/s; \
             Write transfer 36.91 MiB/s; File fsync throughput 7562.10 ops/s; Latency avg 0.30 ms",
        ),
        (
            "{\"version\":\"0.1.0\",\"results\":{\"metrics\":[\
             {\"name\":\"http_req_duration\",\"type\":\"trend\",\"contains\":\"time\",\"values\":{\"avg\":161.4,\"med\":144.2,\"p(95)\":301.11}},\
             {\"name\":\"http_req_failed\",\"type\":\"rate\",\"contains\":\"default\",\"values\":{\"rate\":0.02,\"matches\":2,\"total\":100}},\
             {\"name\":\"http_reqs\",\"type\":\"counter\",\"contains\":\"default\",\"values\":{\"count\":100,\"rate\":12.5}}]}}",
            "k6: http_req_duration avg 161.4 ms; http_req_duration p50 144.2 ms; http_req_duration p95 301.11 ms; http_req_failed 2 %; \
             http_reqs 12.5 req/s",
        ),
        (
            WRK2,
            "wrk: Latency avg 1.12 ms; Latency stddev 500.00 us; Latency max 4.10 ms; Latency p50 1.08 ms; Latency p99.9 3.90 ms; \
             Throughput 1999.87 req/s; Transfer 162.10 KiB/s; Failed requests 0",
        ),
        (
            K6,
            "k6: checks_succeeded 100.00 %; cart_items avg 2.5; cart_items min 1; cart_items p50 2; cart_items max 6; \
             cart_items p90 4; cart_items p95 5; http_req_duration avg 140.36 ms; http_req_duration min 119.08 us; \
             http_req_duration p50 140.96 ms; http_req_duration max 62.5 s; http_req_duration p90 146.88 ms; \
             http_req_duration p95 148.21 ms; http_req_failed 0.00 %; http_reqs 6.561 req/s; iterations 2.187 iterations/s",
        ),
        (
            K6_EXPORT,
            "k6: http_req_duration avg 117.5 ms; http_req_duration max 230.25 ms; http_req_duration p50 116 ms; \
             http_req_duration min 0.4 ms; http_req_duration p90 150 ms; http_req_duration p95 160.5 ms; http_req_failed 25 %; \
             http_reqs 9.75 req/s",
        ),
        (
            K6_SUMMARY,
            "k6: basket avg 2.5; basket p99.9 9; checkout_time avg 20 ms; checkout_time p50 19.5 ms; http_req_failed 50 %; \
             iterations 9.75 iterations/s",
        ),
    ] {
        assert_eq!(read(output), expected);
    }
}

#[test]
fn a_number_of_many_digits_is_rounded() {
    let output = "{\"metrics\": {\"http_req_duration\": {\"avg\": 117.55123456789, \"min\": 0.000123456789, \"max\": 1234567.891}, \
                  \"http_req_failed\": {\"passes\": 1, \"value\": 0.3333333333}, \"http_reqs\": {\"rate\": 9.999999999}}}";
    assert_eq!(
        read(output),
        "k6: http_req_duration avg 117.551 ms; http_req_duration max 1234568 ms; http_req_duration min 0.000123457 ms; \
         http_req_failed 33.3333 %; http_reqs 10 req/s"
    );
}

#[test]
fn what_is_no_output_or_that_of_several_runs_is_refused() {
    let twice = |output: &str| format!("{output}{output}");
    for (output, tool, expected) in [
        (String::new(), None, Refused::Unknown),
        ("hello\n".to_owned(), None, Refused::Unknown),
        ("{\"metrics\": 5}".to_owned(), None, Refused::Unknown),
        ("\"a\",\"b\"\n".to_owned(), None, Refused::Unknown),
        ("transaction type: x\n".to_owned(), None, Refused::Empty(Tool::Pgbench)),
        (WRK.to_owned(), Some(Tool::K6), Refused::Empty(Tool::K6)),
        (PGBENCH.replace("11.802", "2,574"), None, Refused::Comma(Tool::Pgbench, "2,574".to_owned())),
        (SYSBENCH.replace("624.40", "624,40"), None, Refused::Comma(Tool::Sysbench, "624,40".to_owned())),
        (REDIS.replace("0.319", "0,319"), None, Refused::Comma(Tool::RedisBenchmark, "0,319".to_owned())),
        (WRK.replace("635.91us", "635,91us"), None, Refused::Comma(Tool::Wrk, "635,91".to_owned())),
        (twice(PGBENCH), None, Refused::Several(Tool::Pgbench, "Failed transactions".to_owned())),
        (twice(REDIS), None, Refused::Several(Tool::RedisBenchmark, "SET throughput".to_owned())),
    ] {
        assert_eq!(parse_benchmark(&output, tool), Err(expected), "{output}");
    }
    let many: String = (0..700).map(|at| format!("m{at}...: avg=1ms min=1ms med=1ms\n")).collect();
    assert_eq!(parse_benchmark(&many, None), Err(Refused::TooMany(Tool::K6)));
}

#[test]
fn every_figure_is_a_number_under_a_name() {
    for output in [PGBENCH, SYSBENCH, REDIS, WRK, WRK2, K6, K6_EXPORT, K6_SUMMARY] {
        let (_, measured) = parse_benchmark(output, None).expect("readable");
        for one in measured {
            let read = crate::parse::metric::Quantity::read(&one.value, Some(one.unit));
            assert!(read.is_some() && one.metric.starts_with(char::is_alphanumeric), "{one:?}");
        }
    }
}

proptest! {
    /// Outputs that are cut short, put together and disturbed in any way.
    #[test]
    fn no_output_is_too_strange(
        parts in prop::collection::vec((0..8_usize, 0..2_000_usize, 0..2_000_usize, "[\\PC\n\r\"=:.%{}]{0,20}"), 0..6),
        tool in prop::option::of(0..5_usize),
    ) {
        let all = [PGBENCH, SYSBENCH, REDIS, WRK, WRK2, K6, K6_EXPORT, K6_SUMMARY];
        let mut output = String::new();
        for (which, from, to, noise) in parts {
            let characters: Vec<char> = all[which].chars().collect();
            let (from, to) = (from.min(characters.len()), to.min(characters.len()));
            output.extend(&characters[from.min(to)..from.max(to)]);
            output.push_str(&noise);
        }
        if let Ok((_, measured)) = parse_benchmark(&output, tool.map(|tool| Tool::ALL[tool])) {
            for one in measured {
                prop_assert!(one.value.parse::<f64>().is_ok_and(f64::is_finite), "{one:?}");
                prop_assert!(!one.metric.contains(['\n', '\r']), "{one:?}");
            }
        }
    }
}
