using System.Globalization;
using Imaginator.Images;
using Imaginator.Plugins.ImageServer.Tests;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Store;

/// <summary>What <c>get-image</c> says of an image whose server has lost an object.</summary>
public sealed class MissingObjectTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeImageServer _server = new();
    private readonly SrpcTestHost _host;

    public MissingObjectTests() => _host = new SrpcTestHost(new SrpcServerOptions(), [.. _server.CreateServices()]);

    [Fact]
    public async Task Names_ImageAndObject_AndDoesNotAdviseToTryAgain()
    {
        var hash = ObjectHash.Compute([1]);
        _server.Images["s/1"] = ImageMapping.ToWire(new Image
        {
            FileSystem = new FileSystemTree
            {
                InodeTable = new Dictionary<ulong, Inode> { [1] = new RegularInode { Mode = 0x81A4, Size = 1, Hash = hash } },
                Root = new DirectoryInode { Mode = 0x41ED, Entries = [new DirectoryEntry("file", 1)] },
                NumRegularInodes = 1,
                TotalDataBytes = 1,
                DirectoryCount = 1,
            },
        });
        var target = _directory.PathOf("target");

        var run = await BuilderToolRun.RunAsync(
            "get-image", "-imageServerHostname=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"-imageServerPortNum={_host.Port}"),
            $"-stateDir={_directory.PathOf("state")}", "s/1", target);

        run.ShouldFail(1, "cannot get image \"s/1\": ", $"127.0.0.1:{_host.Port}", $"unknown object: {hash}");
        Assert.DoesNotContain("try again", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(target));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }
}
