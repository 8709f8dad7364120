using System.Text.RegularExpressions;
using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Imaginator.ImageServing.Tests;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.ImageServer.Archives;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Auditing;

public sealed partial class ImageServingAuditTests : IAsyncDisposable
{
    private readonly TestAuthority _authority = new("authority");
    private readonly AuditRecord _audit = new();
    private readonly ServingHost _host;
    private readonly SrpcClient _ann;
    private readonly SrpcClient _bob;

    public ImageServingAuditTests()
    {
        _host = ServingHost.Start(tls: SrpcTestHost.CreateTls(_authority), audit: new RpcAudit(new AuditLog(new LoggerFactory([_audit]))));
        _ann = _host.CreateClient(_authority.IssueClient("ann", methods: ["ImageServer.*"]));
        _bob = _host.CreateClient(_authority.IssueClient("bob"));
    }

    // Ports differ from run to run.
    private IEnumerable<string> Lines => _audit.Lines.Entries.Select(entry => Address().Replace(entry.Message, ""));

    [Fact]
    public async Task EveryChange_IsAudited_AndNothingElse()
    {
        var image = ImageMapping.ToWire(SampleImages.OfTexts()) with { ExpiresAt = GobTime.From(Hours(1)) };
        await _ann.CallAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "s" });
        await _ann.CallAsync<ChangeOwnerResponse>("ChownDirectory", new ChangeOwnerRequest { DirectoryName = "s", OwnerGroup = "team" });
        await _ann.CallAsync<AddImageResponse>("AddImage", new AddImageRequest { ImageName = "s/1", Image = image });
        await _ann.CallAsync<AddImageResponse>("AddImageTrusted", new AddImageRequest { ImageName = "s/2", Image = image });
        await _bob.CallAsync<CheckImageResponse>("CheckImage", new CheckImageRequest { ImageName = "s/1" });
        var archive = await _bob.CallAsync<GetImageArchiveResponse>("GetImageArchive", new GetImageArchiveRequest { ImageName = "s/1" });
        await _ann.CallAsync<ChangeImageExpirationResponse>("ChangeImageExpiration", new ChangeImageExpirationRequest
        {
            ImageName = "s/1",
            ExpiresAt = GobTime.From(Hours(2)),
        });
        await _ann.CallAsync<ChangeImageExpirationResponse>("ChangeImageExpiration", new ChangeImageExpirationRequest { ImageName = "s/2" });
        await _ann.CallAsync<DeleteImageResponse>("DeleteImage", new DeleteImageRequest { ImageName = "s/1" });
        await _ann.CallAsync<RestoreImageFromArchiveResponse>("RestoreImageFromArchive", new RestoreImageFromArchiveRequest
        {
            ArchiveData = archive.ArchiveData,
        });
        await _ann.CallAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "t" });
        await _ann.CallAsync<DeleteDirectoryResponse>("DeleteDirectory", new DeleteDirectoryRequest { DirectoryName = "t" });
        await _ann.CallAsync<DeleteUnreferencedObjectsResponse>(
            "DeleteUnreferencedObjects", new DeleteUnreferencedObjectsRequest { Percentage = 50, Bytes = 7 });

        Assert.Equal(
            [
                "allowed: rpc: ann: MakeDirectory s",
                "allowed: rpc: ann: ChownDirectory s to team",
                "allowed: rpc: ann: AddImage s/1",
                "allowed: rpc: ann: AddImageTrusted s/2",
                $"allowed: rpc: ann: ChangeImageExpiration s/1 until {Hours(2):yyyy-MM-dd'T'HH:mm:ss'Z'}",
                "allowed: rpc: ann: ChangeImageExpiration s/2 without limit",
                "allowed: rpc: ann: DeleteImage s/1",
                "allowed: rpc: ann: RestoreImageFromArchive s/1",
                "allowed: rpc: ann: MakeDirectory t",
                "allowed: rpc: ann: DeleteDirectory t",
                "allowed: rpc: ann: DeleteUnreferencedObjects at least 50 % and 7 bytes",
            ],
            Lines);
    }

    [Fact]
    public async Task ChangesThatFail_AreAudited_WithTheReason()
    {
        await _ann.CallAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "s" });
        await SampleImages.AddAsync(_host.Store, "s/1");
        await _ann.FailAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "s" });
        await _bob.FailAsync<DeleteImageResponse>("DeleteImage", new DeleteImageRequest { ImageName = "s/1" });
        await _ann.CallAsync<DeleteDirectoryResponse>("DeleteDirectory", new DeleteDirectoryRequest { DirectoryName = "none" });
        await _ann.CallAsync<RestoreImageFromArchiveResponse>("RestoreImageFromArchive", new RestoreImageFromArchiveRequest());
        await _bob.FailAsync<AddImageResponse>("AddImage", new AddImageRequest { ImageName = "s/3" });

        Assert.Equal(
            [
                "allowed: rpc: ann: MakeDirectory s",
                "refused: rpc: ann: MakeDirectory s: directory: s already exists",
                "denied: rpc: bob: DeleteImage s/1: no access to image",
                "refused: rpc: ann: DeleteDirectory none: directory: none does not exist",
                "refused: rpc: ann: RestoreImageFromArchive : invalid archive: this server did not create it, or it was changed",
                "denied: rpc: bob: AddImage : no access to ImageServer.AddImage",
            ],
            Lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _ann.DisposeAsync();
        await _bob.DisposeAsync();
        await _host.DisposeAsync();
        _authority.Dispose();
        _audit.Dispose();
    }

    private static DateTimeOffset Hours(int hours) =>
        new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero).AddDays(1).AddHours(hours);

    [GeneratedRegex(@" \(127\.0\.0\.1:\d+\)")]
    private static partial Regex Address();
}
