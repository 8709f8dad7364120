namespace Imaginator.Prose.Tests;

/// <summary>Where the linter looks, and where it does not.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("src/A/A.cs", "class A { string B(int c) => $\"the {c} steers the daemon\"; }", "steers")]
    [InlineData("src/A/A.cs", "class A { string B() => \"it\" + C + \" steers \" +\n \"the daemon\"; }", "steers")]
    [InlineData("src/A/A.cs", "class A { string B(bool c) => $\"x {(c ? \"steers the daemon\" : \"\")}\"; }", "steers")]
    [InlineData("src/A/A.cs", "class A { void B() => faults.Add(\"the flag steers the daemon\"); }", "steers")]
    [InlineData("src/A/A.cs", "/// <summary>It <c>A</c>\n/// steers it.</summary>\nclass A;", "steers")]
    [InlineData("src/A/A.cs", "class A { void B() { // It steers it.\n } }", "steers")]
    [InlineData("src/A/A.cs", "class AException(int b) : Exception(\"A thing failed\");", "error-capital")]
    [InlineData("src/A/A.cs", "class AException { AException() : base(\"A thing failed\") { } }", "error-capital")]
    [InlineData("src/A/A.cs", "class A { static BException B() => new(\"A thing failed\"); }", "error-capital")]
    [InlineData("src/Imaginator.Host/Web/A.cs", "class A { string B() => \"<p>steers <b>the daemon</b></p>\"; }", "steers")]
    [InlineData("src/A/a.cshtml", "<p>It steers <b>it</b></p>\n", "steers")]
    [InlineData("src/A/a.cshtml", "<a title=\"It steers it\">x</a>\n", "steers")]
    [InlineData("src/A/a.cshtml", "<p>@(a(b) ? \"It steers it\" : \"\")</p>\n", "steers")]
    [InlineData("src/A/a.js", "// It steers it.\n", "steers")]
    [InlineData("docs/a.md", "| x | steers the daemon |\n", "steers")]
    [InlineData("docs/a.md", "* It\n  steers it.\n", "steers")]
    [InlineData("README.md", "> It steers it.\n", "steers")]
    [InlineData("packaging/debian/README.Debian", "It steers it.\n", "steers")]
    [InlineData("packaging/man/a.8", ".SH NAME\n.B a\nsteers it\n", "steers")]
    [InlineData("packaging/rules.yml", "summary: \"it steers {{ $value }}\"\n", "steers")]
    [InlineData("packaging/etc/conf.json", "# It steers it.\n{}\n", "steers")]
    [InlineData("packaging/default/a", "# It steers it.\nA=1\n", "steers")]
    [InlineData("a.sh", "[ $# = 0 ] || die \"$1 steers it\"\n", "steers")]
    [InlineData("a.sh", "[ $# = 0 ] || die \"It failed\"\n", "error-capital")]
    public void Finds_TextOfAnyFile(string path, string content, string rule) =>
        Assert.Contains(SeededRepository.CheckFile(path, content), finding => finding.Rule.Name == rule);

    [Theory]
    [InlineData("src/A/A.cs", "class A { string B() => \"SELECT somebody FROM nobody\"; }")]
    [InlineData("src/A/A.cs", "class A { Regex B() => new(\"(steers it|heeds it)\"); }")]
    [InlineData("src/A/A.cs", "/// <summary>It sets <c>steers it</c>.</summary>\nclass A;")]
    [InlineData("src/A/A.cs", "class A { void B() => logger.LogSteers(heed); }")]
    [InlineData("src/A/a.cshtml", "<p class=\"steers it\">@a.steers(it) @(steers)</p>\n")]
    [InlineData("src/A/vendor/a.js", "// It steers it.\n")]
    [InlineData("docs/a.md", "```\nsteers it\n```\n")]
    [InlineData("docs/a.md", "It prints `steers it` and\n`somebody\nelse`.\n")]
    [InlineData("docs/a.md", "[The daemon](steers-it.md)\n")]
    [InlineData("tests/A/A.cs", "// It steers it.\nclass A;")]
    [InlineData("artifacts/a.md", "It steers it.\n")]
    public void Ignores_WhatIsNoProse(string path, string content) =>
        Assert.Empty(SeededRepository.CheckFile(path, content));

    [Theory]
    [InlineData("docs/a.md", "# A\n\nIt is\nwhat it is: it\nsteers it.\n", 5)]
    [InlineData("src/A/A.cs", "/// <summary>\n/// It\n/// steers it.\n/// </summary>\nclass A;", 3)]
    [InlineData("src/A/A.cs", "class A\n{\n    string B => \"steers it\";\n}\n", 3)]
    public void Finding_NamesItsLine(string path, string content, int line) =>
        Assert.Equal(line, SeededRepository.CheckFile(path, content).Single(finding => finding.Rule.Name == "steers").Line);

    [Fact]
    public void Finding_SaysFileRuleTextAndCure() =>
        Assert.Equal(
            "docs/a.md:1: steers: \"steers\" in \"It steers it.\"; write controls",
            Assert.Single(SeededRepository.CheckFile("docs/a.md", "It steers it.\n")).ToString());
}
