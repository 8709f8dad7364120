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
/// The methods by which images are kept elsewhere and taken back: the image with its name, and a seal that only this
/// server can have made. Objects are not part of it.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="additions">Adds what is taken back.</param>
/// <param name="secret">What the seal is made with.</param>
/// <param name="audit">Is told who takes back what.</param>
internal sealed class ImageArchives(
    IServableStore store, ImageAdditions additions, ReadOnlyMemory<byte> secret, ISrpcAudit audit)
{
    private const string RestoreMethod = "ImageServer.RestoreImageFromArchive";

    public async Task<GetImageArchiveResponse> GetAsync(
        GetImageArchiveRequest request, SrpcCall call, TreeSlot place, CancellationToken cancellationToken)
    {
        await place.AcquireAsync();
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
        var seal = HMACSHA512.HashData(secret.Span, stream.GetBuffer().AsSpan(0, (int)stream.Length));
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
            HMACSHA512.HashData(secret.Span, data.Span[..length]), data.Span[length..]))
        {
            throw new ImaginatorException("the archive was not made by this server, or it was changed since");
        }

        using var stream = new MemoryStream(data[..length].ToArray(), writable: false);
        using var decoder = new GobDecoder(new InputBuffer(stream), GobLimits.Image);
        return await decoder.ReadAsync(DominatorTypes.Catalog.Get<ImageArchive>(), cancellationToken);
    }
}
