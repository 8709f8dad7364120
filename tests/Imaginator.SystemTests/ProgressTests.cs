using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Progress is shown on a terminal, whatever becomes of standard output, and never elsewhere.</summary>
public sealed class ProgressTests
{
    private const string Escape = "\e[";
    private const string Colour = "\e\\[(38;5;[0-9]+|3[0-7]|9[0-7])m";

    [Theory]
    [InlineData("-u NO_COLOR TERM=xterm-256color", true, true)]
    [InlineData("TERM=xterm-256color NO_COLOR=1", true, false)]
    [InlineData("TERM=dumb", false, false)]
    public async Task OnATerminal(string environment, bool isLive, bool hasColour)
    {
        using var site = new BuildSite();
        var name = Path.Combine(site.Root, "name");
        var command = $"env {environment} {Distribution.Imaginator} {string.Join(' ', site.BuildArguments("base"))} >{name}";
        // The terminal that script(1) makes is standard error here; standard output is a file.
        var shown = (await RunningProgram.RunAsync("script", ["-qec", command, "/dev/null"])).ShouldSucceed().Output;
        Assert.Equal(isLive, shown.Contains('✓'));
        Assert.Equal(isLive, shown.Contains(Escape + "2A", StringComparison.Ordinal));
        Assert.Equal(hasColour, Regex.IsMatch(shown, Colour));
        Assert.Contains("publish", shown, StringComparison.Ordinal);
        Assert.Matches("^base/[0-9:-]+/?[0-9:-]*\n$", await File.ReadAllTextAsync(name, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Elsewhere_IsPlainText()
    {
        using var site = new BuildSite();
        site.Stream("long", "base", ("scripts/long", $"#!/bin/sh\necho {new string('x', 300)}\n"));
        var result = (await site.BuildAsync("long")).ShouldSucceed();
        Assert.DoesNotContain("\e", result.Error, StringComparison.Ordinal);
        Assert.Contains(new string('x', 300) + "\n", result.Error, StringComparison.Ordinal);
        Assert.Matches("\nlong/[^\n]* files, [^\n]* new objects?, [^\n]*\n", result.Error);
    }
}
