using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Plugins;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Tests.Plugins;

/// <summary>Each way to be no plugin is reported by name and reason and does not stop the others.</summary>
public sealed class PluginFailureTests : IDisposable
{
    private readonly PluginFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void Reports_FolderWithoutAssembly()
    {
        _folders.Write("Hollow/Other.dll", "");

        Assert.Equal(
            "Hollow.dll cannot be loaded: the file does not exist; the assembly of a plugin must have the name of its folder (found Other.dll)",
            _folders.ReasonOfFailure("Hollow"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is not an assembly")]
    [InlineData("MZ")]
    public void Reports_FileThatIsNoAssembly(string contents)
    {
        _folders.Write("Text/Text.dll", contents);

        Assert.StartsWith(
            "Text.dll cannot be loaded: it is not a .NET assembly", _folders.ReasonOfFailure("Text"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_Fifo_WithoutWaitingForItsWriter()
    {
        Directory.CreateDirectory(_folders.PathOf("Pipe"));
        using (var parent = DirectoryHandle.OpenHost(_folders.PathOf("Pipe")))
        {
            parent.MakeNode("Pipe.dll", (uint)FileType.Fifo | 0x180, 0);
        }

        Assert.Equal("Pipe.dll cannot be loaded: it is a FIFO, not a regular file", _folders.ReasonOfFailure("Pipe"));
    }

    [Fact]
    public void Reports_TruncatedAssembly()
    {
        _folders.Add("EmptyPlugin");
        var file = _folders.PathOf("EmptyPlugin", "EmptyPlugin.dll");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);

        Assert.StartsWith(
            "EmptyPlugin.dll cannot be loaded: ", _folders.ReasonOfFailure("EmptyPlugin"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_OtherArchitecture()
    {
        const ushort S390 = 0x1234;
        _folders.Add("RivalPlugin");
        var file = _folders.PathOf("RivalPlugin", "RivalPlugin.dll");
        var bytes = File.ReadAllBytes(file);
        // The machine is the first field behind the signature "PE\0\0", whose place stands at 0x3C.
        BitConverter.TryWriteBytes(bytes.AsSpan(BitConverter.ToInt32(bytes, 0x3C) + 4), S390);
        File.WriteAllBytes(file, bytes);

        Assert.Contains("is built for the architecture", _folders.ReasonOfFailure("RivalPlugin"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_OtherMajorVersionOfContract() => Assert.Matches(
        @"built for version 99\.0\.0 of Imaginator\.Abstractions, but this program has \d+\.\d+\.\d+",
        _folders.Add("FuturePlugin").ReasonOfFailure("FuturePlugin"));

    [Fact]
    public void Reports_ContractWithOtherMembers() => Assert.Contains(
        "built for another version of the plugin contract or of one of its dependencies: Method 'get_Description'",
        _folders.Add("OutdatedPlugin").ReasonOfFailure("OutdatedPlugin"), StringComparison.Ordinal);

    [Fact]
    public void Reports_MissingDependency()
    {
        _folders.Add("NeedyPlugin");
        File.Delete(_folders.PathOf("NeedyPlugin", "NeededLibrary.dll"));

        Assert.Equal(
            "NeedyPlugin.dll cannot be loaded: it requires the assembly NeededLibrary 0.1.0.0, which is not in its folder",
            _folders.ReasonOfFailure("NeedyPlugin"));
    }

    [Fact]
    public void Reports_AssemblyWithoutPlugin() => Assert.Contains(
        "no public class implements IPlugin", _folders.Add("EmptyPlugin").ReasonOfFailure("EmptyPlugin"), StringComparison.Ordinal);

    [Fact]
    public void Reports_AssemblyWithTwoPlugins() => Assert.EndsWith(
        "more than one public class implements IPlugin: Imaginator.TestPlugins.FirstTwin, Imaginator.TestPlugins.SecondTwin",
        _folders.Add("TwinPlugin").ReasonOfFailure("TwinPlugin"), StringComparison.Ordinal);

    [Fact]
    public void Reports_ThrowingConstructor() => Assert.Equal(
        "the constructor of UnluckyPlugin failed: InvalidOperationException: no luck today",
        _folders.Add("UnluckyPlugin").ReasonOfFailure("UnluckyPlugin"));

    [Theory]
    [InlineData("register", "ClumsyPlugin.Register failed: InvalidOperationException: cannot register")]
    [InlineData("unsatisfied", "ClumsyPlugin.Register failed: AggregateException: Some services are not able to be constructed")]
    [InlineData("part", "its parts cannot be created: InvalidOperationException: cannot be made")]
    [InlineData("name", "its parts cannot be created: packager \"Not A Name\": invalid TypeName: it must start with")]
    [InlineData("scheme", "its parts cannot be created: manifest source: invalid scheme \"under_score\" in Schemes: it must start with")]
    [InlineData("reserved", "its parts cannot be created: manifest source: the scheme \"javascript\" in Schemes is reserved")]
    [InlineData("unset", "its parts cannot be created: packager \"clumsy\": Defaults.Verbatim is not set; assign [] for none")]
    [InlineData("twice", "its parts cannot be created: it provides packager clumsy twice")]
    [InlineData("empty", "its parts cannot be created: it registers no packager, manifest source, uploader or notifier")]
    public void Reports_FailingRegistration(string how, string reason)
    {
        var settings = new PluginSettings { Shared = ImmutableDictionary<string, string?>.Empty.Add("fails", how) };

        Assert.StartsWith(
            reason, _folders.Add("ClumsyPlugin").ReasonOfFailure("ClumsyPlugin", settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_AllFaultsOfDefaults()
    {
        var settings = new PluginSettings { Shared = ImmutableDictionary<string, string?>.Empty.Add("fails", "defaults") };

        Assert.Equal(
            "its parts cannot be created: packager \"clumsy\": Defaults.InstallCommand is empty; name the program that installs packages; "
            + "packager \"clumsy\": Defaults.UpdateCommand[1] contains a zero byte, which no argument can contain; "
            + "packager \"clumsy\": Defaults.UpgradeCommand has an empty program name; "
            + "packager \"clumsy\": Defaults.ListCommand.SizeMultiplier is 0; it must be at least 1; "
            + "packager \"clumsy\": Defaults.CleanPatterns[1]: bad filter line \"/bad(\", column 5: this \"(\" is never closed; write \"\\(\" for the character",
            _folders.Add("ClumsyPlugin").ReasonOfFailure("ClumsyPlugin", settings));
    }

    [Fact]
    public void Reports_FaultsOfExitCodesAndRepositoryFiles()
    {
        var settings = new PluginSettings { Shared = ImmutableDictionary<string, string?>.Empty.Add("fails", "declarations") };
        _folders.Add("ClumsyPlugin");

        var failed = Assert.Single(_folders.Load(settings).Failed);

        Assert.Equal(
            [
                "packager \"clumsy\": Defaults.SuccessExitCodes[1]: 0 is not an exit code of a failure; give numbers from 1 to 255",
                "packager \"clumsy\": Defaults.SuccessExitCodes[2]: 256 is not an exit code of a failure; give numbers from 1 to 255",
                "packager \"clumsy\": Defaults.RepositoryIndexes[1]: the pattern \"*\" has no letters or digits; write a file name such as \"*.db\"",
                "packager \"clumsy\": Defaults.RepositoryFiles[0]: the pattern \"pool/*.pkg\" contains a slash; write a file name without its directory",
                "packager \"clumsy\": Defaults.RepositoryFiles[1] is null",
            ],
            failed.Faults.Select(fault => fault.Text));
    }

    [Fact]
    public void Reports_EachInvalidSettingWithFileAndLine()
    {
        var settings = new PluginSettings
        {
            OfPlugins = PluginSettings.None.OfPlugins.Add(
                "ClumsyPlugin",
                ImmutableDictionary<string, string?>.Empty.Add("fails", "settings").Add("Patience", "soon").Add("weight", "heavy")),
            Locations = PluginSettings.None.Locations.Add(
                "ClumsyPlugin",
                ImmutableDictionary.Create<string, ConfigurationLocation>(StringComparer.OrdinalIgnoreCase)
                    .Add("Patience", new ConfigurationLocation("conf.json", 3)).Add("weight", new ConfigurationLocation("conf.json", 4))),
        };

        Assert.Equal(
            "setting patience (conf.json:3): \"soon\" is not a duration such as 90s or 1h30m; "
            + "setting weight (conf.json:4): \"heavy\" is not a size such as 100MiB, 1GiB or a number of bytes; "
            + "setting name: it is missing; the plugin requires it",
            _folders.Add("ClumsyPlugin").ReasonOfFailure("ClumsyPlugin", settings));
    }

    [Theory]
    [InlineData("0.1.0", "0.1.0", null)]
    [InlineData("0.2.0", "0.2.7", null)]
    [InlineData("1.2.0", "1.4.0", null)]
    [InlineData("0.1.0", "0.2.0", "version 0.2")]
    [InlineData("0.3.0", "0.2.0", "version 0.2")]
    [InlineData("0.9.0", "1.0.0", "version 1.0")]
    [InlineData("1.5.0", "1.4.0", "a version from 1.0 to 1.4")]
    [InlineData("1.4.0", "2.3.0", "a version from 2.0 to 2.3")]
    public void Refuses_PluginsForVersionsOfTheContractThatAreNotCompatible(string plugin, string program, string? required) => Assert.Equal(
        required is null
            ? null
            : $"it is built for version {plugin} of Imaginator.Abstractions, but this program has {program}, which requires plugins that are "
                + $"built for {required}; install the plugin's release for this program, or build the plugin again",
        PluginAssembly.FindVersionFault(Version.Parse(plugin), Version.Parse(program)));

    [Fact]
    public void Refuses_PluginForAnEarlierContract_ThoughItWouldLoad()
    {
        _folders.Add("RivalPlugin");
        SetContractVersion(_folders.PathOf("RivalPlugin", "RivalPlugin.dll"), 0);

        Assert.StartsWith(
            "RivalPlugin.dll cannot be loaded: it is built for version 0.0.0 of Imaginator.Abstractions",
            _folders.ReasonOfFailure("RivalPlugin"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_NativeLibrary()
    {
        // A PE file without managed code: the data directory of the CLR header is cleared.
        _folders.Add("EmptyPlugin", "Native");
        var file = _folders.PathOf("Native", "Native.dll");
        var bytes = File.ReadAllBytes(file);
        var header = BitConverter.ToInt32(bytes, 0x3C) + 4 + 20;
        var directories = header + (BitConverter.ToUInt16(bytes, header) == 0x20B ? 112 : 96);
        bytes.AsSpan(directories + (14 * 8), 8).Clear();
        File.WriteAllBytes(file, bytes);

        Assert.Contains("native library", _folders.ReasonOfFailure("Native"), StringComparison.Ordinal);
    }

    // The version is at the beginning of a row of the table AssemblyRef (ECMA-335, II.22.5).
    private static void SetContractVersion(string file, ulong version)
    {
        var bytes = File.ReadAllBytes(file);
        using var image = new PEReader(ImmutableArray.Create(bytes));
        var metadata = image.GetMetadataReader();
        var reference = metadata.AssemblyReferences.Single(
            handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, "Imaginator.Abstractions"));
        var row = image.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(reference) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef));
        BitConverter.TryWriteBytes(bytes.AsSpan(row), version);
        File.WriteAllBytes(file, bytes);
    }
}
