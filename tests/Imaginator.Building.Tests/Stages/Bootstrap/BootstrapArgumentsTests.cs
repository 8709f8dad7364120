using System.Collections.Immutable;
using Imaginator.Building.Stages.Bootstrap;
using Imaginator.Building.Streams;
using Imaginator.Building.Tests.Variables;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Tests.Stages.Bootstrap;

public sealed class BootstrapArgumentsTests
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    [Fact]
    public void DeclaredVariable_IsFilledIn()
    {
        var stream = Stream(["debootstrap", "--variant=$VARIANT", "$SUITE", "$dir", "$UNKNOWN"], ("SUITE", "[a-z]+"), ("VARIANT", ".*"));
        Assert.Equal(
            ["debootstrap", "--variant=minbase", "trixie", "/root", ""],
            BootstrapArguments.Expand(stream, Nothing.Add("SUITE", "trixie").Add("VARIANT", "minbase"), "/root"));
    }

    [Fact]
    public void EscapedDollar_IsADollar_EvenBeforeTheNameOfAVariable() => Assert.Equal(
        ["sh", "-c", "for x in a; do echo $x $dir; done"],
        BootstrapArguments.Expand(Stream(["sh", "-c", "for x in a; do echo ${$}x ${$}dir; done"]), Nothing, "/root"));

    [Fact]
    public void UndeclaredVariable_IsRefused_WithTheCure()
    {
        var error = Assert.Throws<ImaginatorException>(
            () => BootstrapArguments.Expand(Stream(["debootstrap", "$SUITE", "$dir"]), Nothing.Add("SUITE", "trixie"), "/root"));
        Assert.Contains("does not declare the variable \"SUITE\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("RequestVariables of the stream: \"SUITE\": \"PATTERN\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$X")]
    [InlineData("$EMPTY$X")]
    [InlineData("--include=$X")]
    [InlineData("--customize-hook=echo $X >file")]
    [InlineData("echo $X")]
    public void HostileValue_IsNeitherAnOptionNorShellText_WhateverThePattern(string argument)
    {
        var stream = Stream(["sh", "-c", argument, "$dir"], ("X", "(?s:.*)"), ("EMPTY", ".*"));
        foreach (var value in HostileValues.All)
        {
            ImmutableArray<string> arguments;
            try
            {
                arguments = BootstrapArguments.Expand(stream, Nothing.Add("X", value).Add("EMPTY", ""), "/root");
            }
            catch (ImaginatorException e)
            {
                Assert.DoesNotContain(value.Length > 3 ? value : "\0", e.Message, StringComparison.Ordinal);
                continue;
            }

            Assert.DoesNotContain(value, letter => !char.IsAscii(letter) || char.IsWhiteSpace(letter) || char.IsControl(letter)
                || ";|&$`'\"<>(){}*?![]\\#".Contains(letter));
            Assert.False(argument.StartsWith('$') && arguments[2].StartsWith('-'), value);
        }
    }

    [Fact]
    public void Site_CanWriteOptionsAndScripts()
    {
        var stream = Stream(["sh", "-c", "$SCRIPT", "$OPTION"]) with
        {
            Variables = Nothing.Add("SCRIPT", "echo; id").Add("OPTION", "--variant=minbase"),
        };
        Assert.Equal(["sh", "-c", "echo; id", "--variant=minbase"], BootstrapArguments.Expand(stream, Nothing.Add("SCRIPT", "mine"), "/root"));
    }

    private static BootstrapStream Stream(ImmutableArray<string> command, params (string Name, string Pattern)[] declared) => new()
    {
        Name = "base",
        BootstrapCommand = command,
        PackagerType = "deb",
        RequestVariables = declared.ToImmutableSortedDictionary(
            entry => entry.Name,
            entry => new VariableDeclaration(entry.Pattern, GoRegex.Compile(entry.Pattern, fullMatch: true)),
            StringComparer.Ordinal),
    };
}
