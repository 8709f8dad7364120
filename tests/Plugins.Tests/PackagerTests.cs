using System.Diagnostics;
using Imaginator.Building.Packaging;
using Imaginator.Packagers;
using Imaginator.Plugins;
using Imaginator.Plugins.Deb;
using Imaginator.Plugins.Rpm;
using Imaginator.Scanning.Filtering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Tests;

public sealed class PackagerTests
{
    public static TheoryData<IPlugin, string> Packagers { get; } = new()
    {
        { new DebPlugin(), "deb" },
        { new RpmPlugin(), "rpm" },
    };

    [Theory]
    [MemberData(nameof(Packagers))]
    public void Plugin_ProvidesACompletePackagerType(IPlugin plugin, string typeName)
    {
        var packager = Register(plugin);

        Assert.Equal(typeName, packager.TypeName);
        var type = packager.Defaults;
        Assert.All(
            [type.CleanCommand, type.InstallCommand, type.RemoveCommand, type.UpdateCommand, type.UpgradeCommand, type.ListCommand.ArgList],
            command => Assert.NotEmpty(command));
        PathFilter.Compile(type.CleanPatterns);
    }

    [Fact]
    public void Deb_ListsThePackagesOfThisMachine()
    {
        var type = Register(new DebPlugin()).Defaults;
        using var script = new Script(GenericPackager.Render("deb", type));

        var (exitCode, output) = script.Run("dash", script.Path, "list");
        var list = PackageList.Parse(System.Text.Encoding.UTF8.GetBytes(output), type.ListCommand.SizeMultiplier);

        Assert.Equal(0, exitCode);
        Assert.Empty(list.MalformedLines);
        var dpkg = Assert.Single(list.Packages, package => package.Name == "dpkg");
        Assert.InRange(dpkg.Size, 1UL << 20, 1UL << 30);
        Assert.Equal("1024\n", script.Run("dash", script.Path, "show-size-multiplier").Output);
    }

    [Theory]
    [InlineData("install", "shellcheck")]
    [InlineData("remove", "shellcheck")]
    [InlineData("upgrade")]
    public void Deb_CommandsAreWhatAptUnderstands(params string[] arguments)
    {
        using var script = new Script(GenericPackager.Render("deb", Register(new DebPlugin()).Defaults));

        // With --simulate, apt changes nothing.
        var (exitCode, output) = script.Run("dash", [script.Path, .. arguments, "--simulate"]);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("/var/cache/apt/archives/bash_5.2_amd64.deb", true)]
    [InlineData("/var/cache/apt/pkgcache.bin", true)]
    [InlineData("/var/lib/apt/lists/partial", true)]
    [InlineData("/var/lib/dpkg/status-old", true)]
    [InlineData("/var/log/apt/term.log", true)]
    [InlineData("/var/lib/apt/lists", false)]
    [InlineData("/var/lib/dpkg/status", false)]
    [InlineData("/var/lib/dpkg/info/libfoo-old", false)]
    [InlineData("/var/log/apt", false)]
    [InlineData("/srv/var/log/dpkg.log", false)]
    public void Deb_CleansWhatAptLeavesBehind_AndNothingElse(string path, bool cleaned) =>
        Assert.Equal(cleaned, PathFilter.Compile(Register(new DebPlugin()).Defaults.CleanPatterns).IsMatch(path));

    private static IPackager Register(IPlugin plugin)
    {
        var services = new ServiceCollection();
        plugin.Register(services, new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IPackager>();
    }

    private sealed class Script : IDisposable
    {
        public Script(byte[] contents) => File.WriteAllBytes(Path, contents);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public (int ExitCode, string Output) Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }

        public void Dispose() => File.Delete(Path);
    }
}
