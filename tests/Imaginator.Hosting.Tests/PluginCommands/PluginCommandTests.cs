using System.Collections.Immutable;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.PluginCommands;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Tests.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Hosting.Tests.PluginCommands;

/// <summary><c>imaginator plugin</c>, with the plugins in tests/Plugins.</summary>
public sealed class PluginCommandTests : IDisposable
{
    private readonly PluginFolders _folders = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _folders.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Check_PrintsPartsAndScript()
    {
        _folders.Add("GoodPlugin");

        Assert.Equal(0, await RunAsync(["check", _folders.PathOf("GoodPlugin") + "/"]));

        var output = _output.ToString();
        Assert.StartsWith("GoodPlugin 1.2.3: Does what a plugin should.\n", output, StringComparison.Ordinal);
        Assert.Contains("provides: manifest source good+tls\n", output, StringComparison.Ordinal);
        Assert.Contains("reads the setting: tool\n", output, StringComparison.Ordinal);
        Assert.Contains("/bin/generic-packager of packager type good:\n#!/bin/sh\n", output, StringComparison.Ordinal);
        Assert.Contains("set -- 'good-get' 'install' \"$@\"", output, StringComparison.Ordinal);
        Assert.EndsWith("the plugin can be used\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("register", "failed: ClumsyPlugin 0.1.0 in ", "cannot register")]
    [InlineData("script", "failed: packager type clumsy: sh -n of Verbatim: ", "failed: a packager has faults")]
    [InlineData("cleaning", "failed: packager type clumsy: Defaults.CleanPatterns match /etc/passwd, ", "failed: a packager has faults")]
    public async Task Check_FailsWithTheReason(string how, string failure, string reason)
    {
        _folders.Add("ClumsyPlugin");

        Assert.Equal(1, await RunAsync(["check", _folders.PathOf("ClumsyPlugin")], ImmutableDictionary<string, string?>.Empty.Add("fails", how)));

        Assert.Contains(failure, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PrintsALineForEachFault()
    {
        var file = _folders.Write("conf.json", """
            {"Plugins": {"ClumsyPlugin": {
              "fails": "settings",
              "Patience": "soon",
              "weight": "heavy"}}}
            """);
        _folders.Add("ClumsyPlugin");

        Assert.Equal(1, await RunAsync(["check", _folders.PathOf("ClumsyPlugin")], null, $"-configurationUrl={file}"));

        var start = $"failed: ClumsyPlugin 0.1.0 in {_folders.PathOf("ClumsyPlugin")}: ";
        string[] faults =
        [
            $"setting patience ({file}:3): \"soon\" is not a duration such as 90s or 1h30m",
            $"setting weight ({file}:4): \"heavy\" is not a size such as 100MiB, 1GiB or a number of bytes",
            "setting name: it is missing; the plugin requires it",
        ];
        Assert.Equal(string.Concat(faults.Select(fault => start + fault + "\n")), _output.ToString());
    }

    [Fact]
    public async Task Check_GivesThePluginItsSettingsInTheConfiguration()
    {
        var file = _folders.Write("conf.json", """{"Plugins": {"GoodPlugin": {"tool": "better-get"}}}""");
        _folders.Add("GoodPlugin");

        Assert.Equal(0, await RunAsync(["check", _folders.PathOf("GoodPlugin")], null, $"-configurationUrl={file}"));

        Assert.Contains("'better-get' 'install'", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PrintsDisabledPlugins()
    {
        var file = _folders.Write("conf.json", """{"Plugins": {"GoodPlugin": {"enabled": false}}}""");
        _folders.Add("GoodPlugin", below: "plugins");

        Assert.Equal(0, await RunAsync(["list"], null, $"-configurationUrl={file}", $"-pluginDir={_folders.PathOf("plugins")}"));

        Assert.Contains("not used: GoodPlugin in ", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("list", "/x")]
    [InlineData("bless", "/x")]
    public async Task Refuses_WrongOperands(params string[] operands) =>
        await Assert.ThrowsAsync<UsageException>(() => RunAsync([.. operands]));

    [Fact]
    public async Task Refuses_ConfigurationThatIsGivenAndCannotBeRead()
    {
        _folders.Add("GoodPlugin");

        var e = await Assert.ThrowsAsync<ImaginatorException>(() => RunAsync(
            ["check", _folders.PathOf("GoodPlugin")], null, $"-configurationUrl={_folders.PathOf("missing.json")}"));

        Assert.Contains("cannot read the settings of plugins", e.Message, StringComparison.Ordinal);
        Assert.Contains("the file does not exist", e.Message, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(
        ImmutableArray<string> operands, ImmutableDictionary<string, string?>? settings = null, params string[] flags)
    {
        var values = FlagParser.Parse([.. SharedFlags.All, .. ConfigurationFlags.All], flags, []).Values;
        var context = new CommandContext(values, operands, _output, TextWriter.Null, NullLoggerFactory.Instance, TimeProvider.System)
        {
            SharedPluginSettings = settings ?? ImmutableDictionary<string, string?>.Empty,
        };
        return PluginCommand.Command.RunAsync(context, TestContext.Current.CancellationToken);
    }
}
