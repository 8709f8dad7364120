using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Tests.Flags;

/// <summary>Command lines that scripts and flag files of sites contain: their meaning is a promise, see docs/decisions/0071.</summary>
public sealed class GoCommandLineTests
{
    private static readonly Flag<string> Name = new("name", FlagTypes.Text, "", "A text.");
    private static readonly Flag<bool> Verbose = new("verbose", FlagTypes.Boolean, false, "A boolean.");
    private static readonly Flag<bool> V = new("v", FlagTypes.Boolean, false, "A boolean of one letter.");
    private static readonly Flag<int> Count = new("count", FlagTypes.Number(-10, 10), 0, "A number.");
    private static readonly Flag<TimeSpan> Wait = new("wait", FlagTypes.Duration, TimeSpan.Zero, "A duration.");

    [Theory]
    [InlineData("", "")]
    [InlineData("-name=x", "name=x")]
    [InlineData("--name=x", "name=x")]
    [InlineData("-name x", "name=x")]
    [InlineData("--name x", "name=x")]
    [InlineData("-name=", "name=")]
    [InlineData("-name=a=b", "name=a=b")]
    [InlineData("-name==", "name==")]
    [InlineData("-name -verbose", "name=-verbose")]
    [InlineData("-name --", "name=--")]
    [InlineData("-name -", "name=-")]
    [InlineData("-name -h", "name=-h")]
    [InlineData("-name=x:y", "name=x:y")]
    [InlineData("-name=\"x\"", "name=\"x\"")]
    [InlineData("-name=@file", "name=@file")]
    [InlineData("-name @file", "name=@file")]
    [InlineData("-name=x -name=y", "name=y")]
    [InlineData("-name x -name y -name z", "name=z")]
    [InlineData("-verbose", "verbose=True")]
    [InlineData("--verbose", "verbose=True")]
    [InlineData("-verbose=false", "verbose=False")]
    [InlineData("-verbose=0", "verbose=False")]
    [InlineData("-verbose=T", "verbose=True")]
    [InlineData("-verbose -verbose=false", "verbose=False")]
    [InlineData("-verbose=false -verbose", "verbose=True")]
    [InlineData("-verbose false", "verbose=True | false")]
    [InlineData("-verbose true", "verbose=True | true")]
    [InlineData("-v -verbose", "verbose=True v=True")]
    [InlineData("-count=-3", "count=-3")]
    [InlineData("-count -3", "count=-3")]
    [InlineData("-wait=1h30m", "wait=01:30:00")]
    [InlineData("-wait 90s -count=1", "count=1 wait=00:01:30")]
    [InlineData("run -verbose a", "verbose=True | run a")]
    [InlineData("-verbose run a", "verbose=True | run a")]
    [InlineData("run a -name x b", "name=x | run a b")]
    [InlineData("run -- -verbose", "| run -verbose")]
    [InlineData("-- -name=x", "| -name=x")]
    [InlineData("-verbose -- -- a", "verbose=True | -- a")]
    [InlineData("run -", "| run -")]
    [InlineData("run @file", "| run @file")]
    [InlineData("-h", "help")]
    [InlineData("run -help -nme", "help")]
    [InlineData("--version", "version")]
    public void Accepts(string line, string meaning) => Assert.Equal(meaning, MeaningOf(line));

    [Theory]
    [InlineData("-nme=x", "unknown flag \"nme\"")]
    [InlineData("-Name=x", "unknown flag \"Name\"")]
    [InlineData("-nam=x", "unknown flag \"nam\"")]
    [InlineData("-vx", "unknown flag \"vx\"")]
    [InlineData("-count3", "unknown flag \"count3\"")]
    [InlineData("-name:x", "unknown flag \"name:x\"")]
    [InlineData("---name=x", "unknown flag \"-name\"")]
    [InlineData("-?", "unknown flag \"?\"")]
    [InlineData("-name", "flag -name requires a value")]
    [InlineData("-verbose=", "\"\" is neither true nor false")]
    [InlineData("-verbose=yes", "\"yes\" is neither true nor false")]
    [InlineData("-count=1.5", "\"1.5\" is not a whole number")]
    [InlineData("-count=11 -count=1", "\"11\" is not a whole number")]
    [InlineData("-wait=3", "\"3\" is not a duration")]
    public void Rejects(string line, string fault) =>
        Assert.Contains(fault, Assert.Throws<UsageException>(() => MeaningOf(line)).Message, StringComparison.Ordinal);

    private static string MeaningOf(string text)
    {
        var line = FlagParser.Parse(
            [Name, Verbose, V, Count, Wait], text.Split(' ', StringSplitOptions.RemoveEmptyEntries), []);
        if (line.Request != CommandLineRequest.Work)
        {
            return line.Request == CommandLineRequest.Help ? "help" : "version";
        }

        string[] values = [Given(Name), Given(Verbose), Given(V), Given(Count), Given(Wait)];
        var flags = string.Join(' ', values.Where(value => value.Length > 0));
        return line.Arguments.IsEmpty ? flags : $"{flags} | {string.Join(' ', line.Arguments)}".TrimStart();

        string Given<T>(Flag<T> flag)
            where T : notnull =>
            line.Values.IsGiven(flag) ? $"{flag.Name}={line.Values.Get(flag)}" : "";
    }
}
