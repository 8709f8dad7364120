using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Files;
using Imaginator.Packagers;
using Imaginator.Testing.Processes;
using Imaginator.Testing.Scripts;

namespace Imaginator.Testing;

/// <summary>
/// The conformance suite for packagers. Derive a public class from it in a test project for xunit v3: it inherits the tests. The suite
/// requires the programs <c>sh</c>, <c>dash</c>, <c>busybox</c> and, unless <see cref="RequiresShellCheck"/> is false,
/// <c>shellcheck</c>. A missing program fails the test that needs it.
/// </summary>
public abstract partial class PackagerConformance
{
    /// <summary>Whether the script and the verbatim lines must pass shellcheck, which must then be installed. By default, true.</summary>
    protected virtual bool RequiresShellCheck => true;

    /// <summary>
    /// The names of the programs that must receive the names of packages unchanged. By default, the programs that the commands start
    /// directly. If a command is a shell script, override the property with the names of the tools that the script calls.
    /// </summary>
    protected virtual IReadOnlyCollection<string> PackageTools => [.. StandInTools.ProgramsOf(CreatePackager().Defaults)];

    /// <summary>The token of the running test.</summary>
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates the packager.</summary>
    /// <returns>The packager.</returns>
    protected abstract IPackager CreatePackager();

    /// <summary>The name and the commands have no fault that prevents loading the plugin.</summary>
    [Fact]
    public void NameAndDefaults_AreValid()
    {
        var packager = CreatePackager();
        Assert.Empty(PackagerCheck.FindFaults(packager.TypeName, packager.Defaults));
    }

    /// <summary>The packager is immutable.</summary>
    [Fact]
    public void Defaults_AreTheSameAtEachCall()
    {
        var packager = CreatePackager();
        Assert.Equal(packager.Defaults, packager.Defaults);
        Assert.Equal(packager.TypeName, CreatePackager().TypeName);
        Assert.Equal(packager.Defaults, CreatePackager().Defaults);
    }

    /// <summary>Cleaning deletes no file that every image needs.</summary>
    [Fact]
    public void CleanPatterns_SpareTheSystem() => Assert.Empty(PackagerCheck.FindCleanedSystemPaths(CreatePackager().Defaults));

    /// <summary>The shell of this machine can parse the script.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public Task Script_CanBeParsed_BySh() => ParseAsync("sh", "-n");

    /// <summary>The shell of Debian can parse the script.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public Task Script_CanBeParsed_ByDash() => ParseAsync("dash", "-n");

    /// <summary>The shell of Alpine can parse the script.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public Task Script_CanBeParsed_ByBusybox() => ParseAsync("busybox", "sh", "-n");

    /// <summary>The script passes shellcheck.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Script_PassesShellCheck()
    {
        if (RequiresShellCheck || ToolRun.IsInstalled("shellcheck"))
        {
            await ParseAsync("shellcheck", "--color=never", "--shell=sh");
        }
    }

    /// <summary>The script refuses verbs that it does not have.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Script_RefusesUnknownVerbs()
    {
        using var directory = new TestScratch();
        var script = await WriteScriptAsync(directory, CreatePackager().Defaults);

        foreach (var arguments in (string[][])[[script], [script, "no-such-verb"]])
        {
            var result = await ToolRun.RunAsync("sh", arguments, Token);
            Assert.True(result.ExitCode == 2, $"exit status {result.ExitCode} instead of 2: {result.Error}");
        }
    }

    /// <summary>Names of packages with any character reach the package tools as they are.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Names_ReachThePackageTools_Unchanged()
    {
        var type = CreatePackager().Defaults;
        using var directory = new TestScratch();
        var tools = new StandInTools(directory.MakeDirectory(), PackageTools);
        var script = await WriteScriptAsync(directory, tools.Redirect(type));
        foreach (var verb in VerbsWithNames(type))
        {
            var result = await ToolRun.RunAsync("sh", [script, verb, .. OddNames.All], Token, tools.Directory);
            RequireNames(verb, tools.TakeArguments(), result);
        }
    }

    private static IEnumerable<string> VerbsWithNames(PackagerType type)
    {
        yield return "install";
        if (!type.RemoveCommand.IsDefaultOrEmpty)
        {
            yield return "remove";
        }

        if (!type.PlanCommand.IsDefaultOrEmpty)
        {
            yield return GenericPackager.PlanVerb;
        }
    }

    private static void RequireNames(string verb, string[] arguments, ToolResult result)
    {
        var changed = OddNames.All.FirstOrDefault(name => !arguments.Contains(name));
        Assert.True(
            changed is null,
            $"verb {verb}: the package name \"{FileName.ToDisplay(changed ?? "")}\" did not reach a package tool unchanged; quote \"$@\" in the "
            + $"command, or name the tools in {nameof(PackageTools)}\nexit status {result.ExitCode}\n{result.Output}\n{result.Error}");

        // The order decides which of two versions is installed.
        var first = Array.IndexOf(arguments, OddNames.All[0]);
        Assert.Equal(OddNames.All.AsEnumerable(), arguments.Skip(first).Take(OddNames.All.Length));
    }

    private async Task ParseAsync(string program, params string[] options)
    {
        var type = CreatePackager().Defaults;
        using var directory = new TestScratch();
        await SucceedAsync(program, [.. options, await WriteScriptAsync(directory, type)]);
        if (type.Verbatim.IsDefaultOrEmpty)
        {
            return;
        }

        // The script runs these lines with eval: their syntax is not that of the script.
        var lines = Path.Combine(directory.Path, "verbatim.sh");
        await File.WriteAllTextAsync(lines, string.Join('\n', type.Verbatim) + "\n", Token);
        await SucceedAsync(program, [.. options, lines]);
    }

    private static async Task SucceedAsync(string program, ImmutableArray<string> arguments)
    {
        var result = await ToolRun.RunAsync(program, arguments, Token);
        Assert.True(result.ExitCode == 0, $"{program}: exit status {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    private async Task<string> WriteScriptAsync(TestScratch directory, PackagerType type)
    {
        var path = Path.Combine(directory.Path, "generic-packager");
        await File.WriteAllBytesAsync(path, GenericPackager.Render(CreatePackager().TypeName, type), Token);
        return path;
    }
}
