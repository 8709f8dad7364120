using System.Collections.Immutable;
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
    [InlineData("name", "its parts cannot be created: invalid name \"Not A Name\" of a scheme or packager type")]
    [InlineData("twice", "its parts cannot be created: it provides packager clumsy twice")]
    [InlineData("empty", "its parts cannot be created: it registers no packager, manifest source or uploader")]
    public void Reports_FailingRegistration(string how, string reason)
    {
        var settings = new PluginSettings { Shared = ImmutableDictionary<string, string?>.Empty.Add("fails", how) };

        Assert.StartsWith(
            reason, _folders.Add("ClumsyPlugin").ReasonOfFailure("ClumsyPlugin", settings), StringComparison.Ordinal);
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
}
