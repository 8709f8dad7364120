using System.Security.Cryptography;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Images;
using Imaginator.ImageStores;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.ImageServer.Archives;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Archives;

/// <summary>
/// The methods that export images to archives and restore them: an archive contains the image with its name, and a seal that
/// only this server can create. Objects are not part of it.
/// </summary>
internal sealed class ImageArchives(
    IServableStore store, ImageAdditions additions, ArchiveSecret secret, ISrpcAudit audit)
{
    private const string RestoreMethod = "ImageServer.RestoreImageFromArchive";

    public async Task<GetImageArchiveResponse> GetAsync(
        GetImageArchiveRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken)
    {
        await slot.AcquireAsync();
        var image = await store.GetImageAsync(request.ImageName, withFileSystem: true, cancellationToken);
        if (image is null)
        {
            return new GetImageArchiveResponse { Error = "image not found" };
        }

        using var stream = new MemoryStream();
        var output = new OutputBuffer(stream);
        using (var encoder = new GobEncoder(output))
        {
            var archive = new ImageArchive { ImageName = request.ImageName, Image = ImageMapping.ToWire(image) };
            await encoder.WriteAsync(DominatorTypes.Catalog.Get<ImageArchive>(), archive, cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
        var seal = HMACSHA512.HashData(secret.Bytes, stream.GetBuffer().AsSpan(0, (int)stream.Length));
        stream.Write(seal);
        return new GetImageArchiveResponse { ArchiveData = stream.GetBuffer().AsMemory(0, (int)stream.Length) };
    }

    public async Task<RestoreImageFromArchiveResponse> RestoreAsync(
        RestoreImageFromArchiveRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var name = "";
        try
        {
            var archive = await OpenAsync(request.ArchiveData, cancellationToken);
            name = archive.ImageName;
            await additions.AddAsync(
                name, archive.Image with { ExpiresAt = request.ExpiresAt },
                ImageAdditions.OriginOf(archive.Image) with { MayReuseName = true }, cancellationToken);
            audit.Answered(call.Context, RestoreMethod, name, "");
            return new RestoreImageFromArchiveResponse();
        }
        catch (ImaginatorException exception)
        {
            audit.Answered(call.Context, RestoreMethod, name, exception.Message);
            return new RestoreImageFromArchiveResponse { Error = exception.Message };
        }
    }

    private async Task<ImageArchive> OpenAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var length = data.Length - HMACSHA512.HashSizeInBytes;
        if (length < 0 || !CryptographicOperations.FixedTimeEquals(
            HMACSHA512.HashData(secret.Bytes, data.Span[..length]), data.Span[length..]))
        {
            throw new ImaginatorException("invalid archive: this server did not create it, or it was changed");
        }

        using var stream = new MemoryStream(data[..length].ToArray(), writable: false);
        using var decoder = new GobDecoder(new InputBuffer(stream), GobLimits.Image);
        return await decoder.ReadAsync(DominatorTypes.Catalog.Get<ImageArchive>(), cancellationToken);
    }
}
