namespace Imaginator.SystemTests.Site;

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output without the white space around it.</summary>
    public string Result => Output.Trim();

    /// <summary>The last line on standard error.</summary>
    public string LastLine => Error.TrimEnd().Split('\n')[^1];

    public ProgramResult ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"exit status {ExitCode}:\n{Error}\n{Output}");
        return this;
    }

    /// <summary>Failed with a message that has all these parts, and without a stack trace.</summary>
    public ProgramResult ShouldFail(int exitCode, params string[] parts)
    {
        Assert.True(ExitCode == exitCode, $"exit status {ExitCode} instead of {exitCode}:\n{Error}\n{Output}");
        foreach (var part in parts)
        {
            Assert.True(Error.Contains(part, StringComparison.Ordinal), $"'{part}' is missing in:\n{Error}");
        }

        Assert.DoesNotContain("   at Imaginator", Error, StringComparison.Ordinal);
        return this;
    }
}
