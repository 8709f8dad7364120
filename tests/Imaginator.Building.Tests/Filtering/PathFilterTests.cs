using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Filtering;

public sealed class PathFilterTests
{
    [Theory]
    // Exact, prefix, subtree, contained, at the end, children of a directory.
    [InlineData("/etc/passwd$", "/etc/passwd", true)]
    [InlineData("/etc/passwd$", "/etc/passwd-", false)]
    [InlineData("/etc/passwd$", "/etc/passwd\n", false)]
    [InlineData("/var/log", "/var/log", true)]
    [InlineData("/var/log", "/var/logs/x", true)]
    [InlineData("/var/log", "/var/lo", false)]
    [InlineData("/var/log", "/srv/var/log", false)]
    [InlineData("/proc/.*", "/proc/1/maps", true)]
    [InlineData("/proc/.*", "/proc", false)]
    [InlineData("/proc/.*$", "/proc/a\nb", false)]
    [InlineData("/proc/.*", "/proc/a\nb", true)]
    [InlineData(@".*/\.git/", "/srv/x/.git/config", true)]
    [InlineData(@".*/\.git/", "/srv/x/Agit/config", false)]
    [InlineData(@".*/\.git/", "/srv/a\nb/.git/config", false)]
    [InlineData(@".*\.pyc$", "/usr/lib/a.pyc", true)]
    [InlineData(@".*\.pyc$", "/usr/lib/a.pycc", false)]
    [InlineData(@".*\.pyc$", "/usr/a\nb.pyc", false)]
    [InlineData("/usr/.*/man/", "/usr/share/man/de", true)]
    [InlineData("/usr/.*/man/", "/usr/man/de", false)]
    [InlineData("/usr/.*r/x$", "/usr/x", false)]
    [InlineData("^/etc/[.]pwd[.]lock$", "/etc/.pwd.lock", true)]
    [InlineData("/a(/.*)?$", "/a/b", true)]
    [InlineData("/a(/.*)?$", "/ab", false)]
    // All alternatives are anchored.
    [InlineData("/a|/b", "/c/b", false)]
    [InlineData("/a|/b", "/b", true)]
    [InlineData("/tmp/[^/]*$", "/tmp/x", true)]
    [InlineData("/tmp/[^/]*$", "/tmp/x/y", false)]
    [InlineData(".*", "/", true)]
    [InlineData(".*.*$", "/", true)]
    [InlineData("(?i)/TMP", "/tmp/x", true)]
    public void Line_SelectsPaths(string line, string path, bool expected)
    {
        Assert.Equal(expected, PathFilter.Compile([line]).IsMatch(path));
        Assert.Equal(!expected, PathFilter.Compile(["!", line]).IsMatch(path));
    }

    [Fact]
    public void WithoutLines_SelectsNothing_OrEverythingInverted()
    {
        Assert.False(PathFilter.Compile([]).IsMatch("/a"));
        Assert.True(PathFilter.Compile(["!"]).IsMatch("/a"));
        Assert.True(PathFilter.Compile(["!", "!"]).IsMatch("/a"));
    }

    [Fact]
    public void UnoptimizedLines_AreThoseThatNeedAnAutomaton()
    {
        string[] common = ["/etc/passwd$", "/var/log", "/proc/.*", "/run/.*$", @".*/\.git/", @".*\.pyc$", "/usr/.*/man", "!"];
        string[] others = ["/(a|b)$", "/tmp/[^/]*$", "(?i)/x", @"/a\b"];

        Assert.Equal(others, PathFilter.Compile([.. common, .. others]).UnoptimizedLines);
    }

    [Fact]
    public void Compile_ReportsAllFaultyLines()
    {
        var exception = Assert.Throws<FilterSyntaxException>(() => PathFilter.Compile(["/a", "/b(?=c)", "", "/d**"]));

        Assert.Equal(["/b(?=c)", "", "/d**"], exception.Faults.Select(fault => fault.Line));
        Assert.Contains("filter line \"/b(?=c)\", column 3: look-ahead", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_RefusesWhatIsTooLargeTogether_AtOnce()
    {
        // A manifest of half a megabyte: ten thousands of automata with ten thousands of instructions.
        var lines = Enumerable.Range(0, 20_000).Select(i => $"/(abcdefghi{i % 10}){{900}}$");

        var exception = Assert.Throws<FilterSyntaxException>(() => PathFilter.Compile(lines));

        Assert.Contains("too large: together", Assert.Single(exception.Faults).Problem, StringComparison.Ordinal);
        Assert.Equal("/(abcdefghi5){900}$", exception.Faults[0].Line);
    }

    [Theory]
    [InlineData("(?i)", @"\pL", 9000)]
    [InlineData("", @"[\pL\pN]", 9000)]
    [InlineData("(?i)[", @"\pL", 500_000)]
    public void Check_RefusesClassesWithoutBound_AtOnce(string start, string part, int count)
    {
        var line = start + string.Concat(Enumerable.Repeat(part, count));
        var watch = Stopwatch.GetTimestamp();

        Assert.Contains("too large", PathFilter.Check(line)!.Problem, StringComparison.Ordinal);

        // Minutes, before; what it takes by now depends on who else is at work here.
        Assert.InRange(Stopwatch.GetElapsedTime(watch), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Compile_RefusesMoreLinesThanAnybodyWrites()
    {
        var endless = Enumerable.Repeat("/a", int.MaxValue);

        var exception = Assert.Throws<FilterSyntaxException>(() => PathFilter.Compile(endless));

        Assert.Contains("at most 20000", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_ShowNoMoreOfALineThanAnybodyReads() =>
        Assert.InRange(Assert.Throws<FilterSyntaxException>(() => PathFilter.Compile([new string('a', 100_000) + "["])).Message.Length, 200, 500);

    [Fact]
    public void Check_ReportsOneLine()
    {
        Assert.Null(PathFilter.Check("!"));
        Assert.Null(PathFilter.Check("/a"));
        Assert.Equal(2, PathFilter.Check("/[")?.Column);
    }

    [Fact]
    public void ManyLargeLines_BecomeSeveralAutomata()
    {
        var lines = Enumerable.Range(0, 50).Select(i => $"/[a-f]{{300}}/{i}$").ToList();
        var filter = PathFilter.Compile(lines);

        Assert.True(filter.IsMatch("/" + new string('c', 300) + "/49"));
        Assert.False(filter.IsMatch("/" + new string('c', 300) + "/50"));
    }

    [Fact]
    public void Filter_SelectsWhatItsLinesSelectOneByOne()
    {
        var path = Gen.OneOf("/a", "/b", "/ab", "/.a", "a", ".b", "\n", "é").List[1, 6].Select(string.Concat);
        var piece = Gen.OneOf("/a", "/b", "/", "a", @"\.", ".", ".*", ".*", "(a|b)", "[^/]*", "é", @"\b", "(?i)A", "$");
        var line = piece.List[1, 4].Select(string.Concat);

        Gen.Select(line.List[0, 8], path.List[1, 20], Gen.Bool).Sample(
            (lines, paths, inverted) =>
            {
                var filter = PathFilter.Compile(inverted ? [.. lines, "!"] : lines);
                var each = lines.Select(text => GoRegex.Compile(text, fullMatch: false)).ToList();
                return paths.All(text => filter.IsMatch(text) == (each.Any(regex => regex.IsMatch(text)) != inverted));
            },
            iter: 1_000);
    }

    [Fact]
    public void Filter_MaySelectSomethingBelowEachDirectoryOfWhatItSelects()
    {
        var path = Gen.OneOf("/a", "/b", "/ab", "/.a", "a", ".b", "\n", "é").List[1, 6].Select(string.Concat);
        var piece = Gen.OneOf("/a", "/b", "/", "a", @"\.", ".", ".*", "(a|b)", "[^/]*", "[a]", "é", @"\b", "(?i)A", "$", "^");
        var line = piece.List[1, 4].Select(string.Concat);

        Gen.Select(line.List[0, 4], path.List[1, 20], Gen.Bool).Sample(
            (lines, paths, inverted) =>
            {
                var filter = PathFilter.Compile(inverted ? [.. lines, "!"] : lines);
                return paths.Where(text => filter.IsMatch(text)).All(text => Enumerable.Range(0, text.Length)
                    .Where(index => text[index] == '/').All(slash => filter.MayMatchBelow(text.AsSpan(0, slash))));
            },
            iter: 2_000);
    }

    [Theory]
    [InlineData("/var", true)]
    [InlineData("/var/cache", true)]
    [InlineData("/var/cache/apt", true)]
    [InlineData("/var/cache/apt/archives", true)]
    [InlineData("/var/cache/aptitude", false)]
    [InlineData("/va", false)]
    [InlineData("/usr", false)]
    public void Filter_KnowsWhereItSelectsNothing(string directory, bool expected) =>
        Assert.Equal(expected, PathFilter.Compile(["/var/cache/apt/.*[.]bin$"]).MayMatchBelow(directory));

    /// <summary>
    /// The promise is half a second; a slow machine may take a few. Other work on it must not count, so processor time does, and the
    /// best of some runs.
    /// </summary>
    [Fact]
    public void HundredLines_OverATreeOf200000Paths_TakeNoTime()
    {
        var lines = Enumerable.Range(0, 100).Select(i => (i % 5) switch
        {
            0 => $"/etc/conf{i}$",
            1 => $"/usr/share/doc/p{i}/.*",
            2 => $@".*/\.dir{i}/",
            3 => $@".*\.ext{i}$",
            _ => $"/(usr|srv)/[^/]*/n{i}(/.*)?$",
        }).ToList();
        var paths = Enumerable.Range(0, 200_000)
            .Select(i => $"/usr/lib/python3/dist-packages/package{i % 700}/module{i % 40}/file{i}.{(i % 50 == 0 ? "ext3" : "py")}").ToList();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 7; i++)
        {
            best = Min(best, Measure(Count, expected: 4_000));
        }

        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromSeconds(5));

        int Count()
        {
            var filter = PathFilter.Compile(lines);
            return paths.Count(path => filter.IsMatch(path));
        }
    }

    [Fact]
    public void HundredLines_CostLessThanAFractionOfHundredExpressions()
    {
        var lines = Enumerable.Range(0, 100).Select(i => (i % 5) switch
        {
            0 => $"/etc/conf{i}$",
            1 => $"/usr/share/doc/p{i}/.*",
            2 => $@".*/\.dir{i}/",
            3 => $@".*\.ext{i}$",
            _ => $"/(usr|srv)/[^/]*/n{i}(/.*)?$",
        }).ToList();
        var paths = Enumerable.Range(0, 4_000).Select(i => $"/usr/lib/python3/package{i % 700}/module{i}/file{i}.py").ToList();
        var filter = PathFilter.Compile(lines);
        var each = lines.Select(line => GoRegex.Compile(line, fullMatch: false)).ToList();

        // The best of some, because others use the machine, too.
        var (together, oneByOne) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            together = Min(together, Measure(() => paths.Count(path => filter.IsMatch(path))));
            oneByOne = Min(oneByOne, Measure(() => paths.Count(path => each.Any(regex => regex.IsMatch(path)))));
        }

        Assert.InRange(together, TimeSpan.Zero, oneByOne / 4);
    }

    private static TimeSpan Measure(Func<int> count, int expected = 0)
    {
        var start = ThreadTime();
        Assert.Equal(expected, count());
        return ThreadTime() - start;
    }

    // The first number is the processor time of the thread in nanoseconds.
    private static TimeSpan ThreadTime() => TimeSpan.FromMicroseconds(
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
