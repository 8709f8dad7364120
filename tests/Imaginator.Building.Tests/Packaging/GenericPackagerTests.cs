using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Tests.Trees;
using Imaginator.Packagers;

namespace Imaginator.Building.Tests.Packaging;

public sealed class GenericPackagerTests
{
    // A program that prints its arguments so that nothing in them can be mistaken for the end of one.
    private static readonly ImmutableArray<string> PrintArguments = ["/usr/bin/printf", @"%s\0"];

    private static readonly string[] NastyArguments =
    [
        "", " ", "'", "''", "'\\''", "\"", "\\", "\\\\", "a\\", "$HOME", "${HOME}", "$(id)", "`id`", "\n", "a\nb", "\n\n", "\r", "\t",
        "*", "~", "~/x", "#", "-n", "--", "!", "!!", "%s", "\\n", @"${Package}\n", "&&", ";", "|", ">x", "\u2018quoted\u2019", "\u201C", "é",
        "\u0001\u001b[0m", "\u00A0", "\uFEFF", "日本", "\U0001F600", "EOF", "# shellcheck disable=all", "; exit 7 #", "\\\n", "\u0081\u0088",
    ];

    private static readonly Gen<string> Nasty = Gen.OneOf(
        Gen.Int[0, NastyArguments.Length - 1].Select(i => NastyArguments[i]),
        Gen.Int[0, NastyArguments.Length - 1].Array[1, 5].Select(i => string.Concat(i.Select(j => NastyArguments[j]))),
        Gen.String[Gen.Char['\u0001', '\u02FF'], 0, 20]);

    private static readonly Gen<ImmutableArray<string>> NastyList = Nasty.Array[0, 8].Select(a => a.ToImmutableArray());

    [Theory]
    [MemberData(nameof(ShellScript.Shells), MemberType = typeof(ShellScript))]
    public void Arguments_SurviveExactly(string shell)
    {
        using var script = Render(new PackagerType { InstallCommand = PrintArguments.AddRange(NastyArguments) });

        var (exitCode, output, error) = script.Run(shell, ["install", .. NastyArguments]);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(Zeroed([.. NastyArguments, .. NastyArguments]), Encoding.UTF8.GetString(output));
    }

    [Theory]
    [MemberData(nameof(ShellScript.Shells), MemberType = typeof(ShellScript))]
    public void Arguments_SurviveExactly_WhateverTheyAre(string shell) =>
        Gen.Select(NastyList, NastyList).Sample(
            (configured, given) =>
            {
                using var script = Render(new PackagerType { RemoveCommand = PrintArguments.Add("first").AddRange(configured) });
                var (exitCode, output, error) = script.Run(shell, ["remove", .. given]);
                Assert.Equal((0, ""), (exitCode, error));
                Assert.Equal(Zeroed(["first", .. configured, .. given]), Encoding.UTF8.GetString(output));
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Script_IsSoundShell_WhateverTheConfigurationHolds() =>
        Gen.Select(NastyList, NastyList, NastyList, Nasty).Sample(
            (command, patterns, verbatim, name) =>
            {
                var type = new PackagerType
                {
                    CleanCommand = command,
                    InstallCommand = command,
                    ListCommand = new PackageListCommand { ArgList = command },
                    CleanPatterns = patterns,
                    Verbatim = verbatim,
                };
                using var script = new ShellScript(GenericPackager.Render(name, type));
                Assert.Equal((0, ""), (script.Parse("dash").ExitCode, script.Parse("dash").Error));
                Assert.Equal((0, ""), (script.Parse("busybox").ExitCode, script.Parse("busybox").Error));
                var (exitCode, output, error) = script.Check();
                Assert.Equal((0, "", ""), (exitCode, Encoding.UTF8.GetString(output), error));
            },
            iter: 25,
            threads: 1);

    [Fact]
    public void Script_IsSoundShell_WithEveryNastyArgument()
    {
        using var script = Render(new PackagerType
        {
            UpdateCommand = [.. NastyArguments],
            CleanPatterns = [.. NastyArguments],
            Verbatim = [.. NastyArguments],
        });

        Assert.Equal("", script.Parse("dash").Error);
        Assert.Equal("", Encoding.UTF8.GetString(script.Check().Output));
    }

    [Theory]
    [MemberData(nameof(ShellScript.Shells), MemberType = typeof(ShellScript))]
    public void EachVerb_RunsItsCommand(string shell)
    {
        using var script = Render(new PackagerType
        {
            CleanCommand = ["echo", "cleaning"],
            InstallCommand = ["echo", "installing"],
            ListCommand = new PackageListCommand { ArgList = ["printf", @"%s %s\n", "name"], SizeMultiplier = 1024 },
            RemoveCommand = ["echo", "removing"],
            UpdateCommand = ["echo", "updating"],
            UpgradeCommand = ["echo", "upgrading"],
            CleanPatterns = ["/var/cache/.*", "/it's"],
        });

        Assert.Equal("cleaning\n", Run("clean"));
        Assert.Equal("installing a b\n", Run("install", "a", "b"));
        Assert.Equal("name version\n", Run("list", "version"));
        Assert.Equal("removing a\n", Run("remove", "a"));
        Assert.Equal("updating\n", Run("update"));
        Assert.Equal("upgrading\n", Run("upgrade"));
        Assert.Equal("/var/cache/.*\n/it's\n", Run("show-clean-patterns"));
        Assert.Equal("1024\n", Run("show-size-multiplier"));
        Assert.Equal("x y\n", Run("run", "echo", "x y"));

        string Run(params string[] arguments)
        {
            var (exitCode, output, error) = script.Run(shell, arguments);
            Assert.Equal((0, ""), (exitCode, error));
            return Encoding.UTF8.GetString(output);
        }
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("install")]
    [InlineData("list")]
    [InlineData("remove")]
    [InlineData("show-clean-patterns")]
    [InlineData("update")]
    [InlineData("upgrade")]
    public void UnsetCommand_Succeeds_AndRunsNothing(string verb)
    {
        using var script = Render(new PackagerType());

        var (exitCode, output, error) = script.Run("dash", [verb, "false"]);

        Assert.Equal((0, 0, ""), (exitCode, output.Length, error));
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("copy-in")]
    [InlineData("copy-in", "a", "b")]
    [InlineData("cl*")]
    public void WrongUse_PrintsAMessage_AndExitsWith2(params string[] arguments)
    {
        using var script = Render(new PackagerType());

        var (exitCode, output, error) = script.Run("dash", arguments);

        Assert.Equal((2, 0), (exitCode, output.Length));
        Assert.Contains("usage:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void NoVerb_IsWrongUse()
    {
        using var script = Render(new PackagerType());

        Assert.Equal(2, script.Run("dash", []).ExitCode);
    }

    [Fact]
    public void CopyIn_WritesStandardInputToThePath()
    {
        using var tree = new TestTree();
        using var script = Render(new PackagerType());

        var (exitCode, _, error) = script.Run("dash", ["copy-in", tree["a file"]], "contents\n");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal("contents\n", tree.Read("a file"));
        Assert.NotEqual(0, script.Run("dash", ["copy-in", tree["missing/x"]], "x").ExitCode);
    }

    [Fact]
    public void ExitStatus_IsThatOfTheCommand()
    {
        using var script = Render(new PackagerType { InstallCommand = ["sh", "-c", "exit 42"] });

        Assert.Equal(42, script.Run("dash", ["install"]).ExitCode);
        Assert.Equal(7, script.Run("dash", ["run", "sh", "-c", "exit 7"]).ExitCode);
        Assert.Equal(127, script.Run("dash", ["run", "no-such-program"]).ExitCode);
    }

    [Theory]
    [MemberData(nameof(ShellScript.Shells), MemberType = typeof(ShellScript))]
    public void SuccessExitCodes_CountAsSuccess_AndNoOthers(string shell)
    {
        using var script = Render(new PackagerType
        {
            InstallCommand = ["sh", "-c", "exit \"$1\"", "sh"],
            SuccessExitCodes = [102, 103],
            Verbatim = ["set -eu"],
        });

        var (exitCode, _, error) = script.Run(shell, ["install", "103"]);
        Assert.Equal((0, "generic-packager: exit status 103 counts as success\n"), (exitCode, error));
        Assert.Equal(0, script.Run(shell, ["install", "102"]).ExitCode);
        Assert.Equal((0, ""), (script.Run(shell, ["install", "0"]).ExitCode, script.Run(shell, ["install", "0"]).Error));
        Assert.Equal(104, script.Run(shell, ["install", "104"]).ExitCode);
        Assert.Equal(7, script.Run(shell, ["run", "sh", "-c", "exit 7"]).ExitCode);
        Assert.Equal("", Encoding.UTF8.GetString(script.Check().Output));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    [InlineData(-1)]
    public void Refuses_ExitCodesThatAreNone(int code) => Assert.Contains(
        $"SuccessExitCodes: {code} is not an exit code of a failure",
        Assert.Throws<ImaginatorException>(
            () => GenericPackager.Render("zypper", new PackagerType { SuccessExitCodes = [code] })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Plan_ThatTheScriptDoesNotHave_IsToldFromOneThatFails()
    {
        using var without = Render(new PackagerType());
        using var failing = Render(new PackagerType { PlanCommand = ["sh", "-c", "echo 'no repository' >&2; exit 2"] });

        Assert.True(GenericPackager.MakesNoPlans(Result(without)));
        Assert.False(GenericPackager.MakesNoPlans(Result(failing)));

        static CommandResult Result(ShellScript script)
        {
            var (exitCode, _, error) = script.Run("dash", ["show-plan", "package"]);
            return new CommandResult { ExitCode = exitCode, LastLines = [.. error.Split('\n')] };
        }
    }

    [Fact]
    public void Verbatim_ComesFirst_AndHoldsForEverything()
    {
        using var script = Render(new PackagerType
        {
            Verbatim = ["# a comment, it's kept", "export GREETING='hello", "world'", "set -u"],
            CleanCommand = ["sh", "-c", "printf %s \"$GREETING\""],
        });

        Assert.Equal("hello\nworld", Encoding.UTF8.GetString(script.Run("dash", ["clean"]).Output));
        Assert.Equal("hello\nworld", Encoding.UTF8.GetString(
            script.Run("dash", ["run", "sh", "-c", "printf %s \"$GREETING\""]).Output));
    }

    [Fact]
    public void Verbatim_MayHandleTheVerbItself()
    {
        using var script = Render(new PackagerType { Verbatim = ["[ \"$1\" != list ] || { echo mine; exit 0; }"] });

        Assert.Equal("mine\n", Encoding.UTF8.GetString(script.Run("dash", ["list"]).Output));
    }

    [Fact]
    public void Verbatim_ThatIsBroken_FailsWhenItRuns()
    {
        using var script = Render(new PackagerType { Verbatim = ["if true"] });

        Assert.NotEqual(0, script.Run("dash", ["clean"]).ExitCode);
    }

    [Fact]
    public void Refuses_ZeroCharacter() => Assert.Contains(
        "CleanPatterns",
        Assert.Throws<ImaginatorException>(
            () => GenericPackager.Render("deb", new PackagerType { CleanPatterns = ["a\0b"] })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("usr/bin")]
    [InlineData("/usr/bin")]
    public void Installs_TheScript_ThroughBinAsTheImageSeesIt(string? link)
    {
        using var tree = new TestTree();
        if (link is not null)
        {
            tree.Make("usr/bin").Link("bin", link);
        }

        using var image = tree.OpenImage();

        GenericPackager.Install(image, "deb", new PackagerType());

        var path = link is null ? "bin/generic-packager" : "usr/bin/generic-packager";
        Assert.Equal(0x1EDu, tree.Mode(path));
        Assert.StartsWith("#!/bin/sh\n", tree.Read(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Install_ReplacesALink_InsteadOfWritingThroughIt()
    {
        using var outside = new TestTree();
        using var tree = new TestTree();
        outside.File("victim", "untouched");
        tree.Link("bin/generic-packager", outside["victim"]);
        using var image = tree.OpenImage();

        GenericPackager.Install(image, "deb", new PackagerType());

        Assert.Equal("untouched", outside.Read("victim"));
        Assert.Null(tree.LinkTarget("bin/generic-packager"));
    }

    private static ShellScript Render(PackagerType type) => new(GenericPackager.Render("test", type));

    private static string Zeroed(IEnumerable<string> arguments) => string.Concat(arguments.Select(argument => argument + "\0"));
}
