using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Benchmarks;

/// <summary>A filter of 100 lines and 20,000 paths, none of which match; the naive way is one .NET expression per line.</summary>
public class FilteringBenchmarks
{
    private readonly string[] _common = [.. Enumerable.Range(0, 100).Select(CommonLine)];
    private readonly string[] _mixed =
        [.. Enumerable.Range(0, 100).Select(i => i % 5 == 0 ? $"/(opt|srv)/[^/]*/n{i}(/.*)?$" : CommonLine(i))];

    private readonly string[] _paths = [.. Enumerable.Range(0, 20_000)
        .Select(i => $"/usr/lib/python3/package{i % 700}/module{i}/file{i}.py")];

    private Regex[] _naive = [];
    private PathFilter _commonFilter = PathFilter.Compile([]);
    private PathFilter _mixedFilter = PathFilter.Compile([]);

    [GlobalSetup]
    public void SetUp()
    {
        _naive = [.. _mixed.Select(line => new Regex($"^(?:{line})", RegexOptions.CultureInvariant))];
        _commonFilter = PathFilter.Compile(_common);
        _mixedFilter = PathFilter.Compile(_mixed);
    }

    [Benchmark(Baseline = true, Description = "naive: line by line")]
    public int Naive() => _paths.Count(path => _naive.Any(regex => regex.IsMatch(path)));

    [Benchmark(Description = "filter of common lines")]
    public int Common() => _paths.Count(path => _commonFilter.IsMatch(path));

    [Benchmark(Description = "filter, a fifth of the lines uncommon")]
    public int Mixed() => _paths.Count(path => _mixedFilter.IsMatch(path));

    private static string CommonLine(int i) => (i % 4) switch
    {
        0 => $"/etc/conf{i}$",
        1 => $"/usr/share/doc/p{i}/.*",
        2 => $@".*/\.dir{i}/",
        _ => $@".*\.ext{i}$",
    };
}
