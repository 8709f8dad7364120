using System.Globalization;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>The methods that change existing images.</summary>
internal sealed class ImageChanges(IServableStore store, ImageServingOptions options, TimeProvider timeProvider)
{
    public async Task<ChangeImageExpirationResponse> ChangeExpirationAsync(
        ChangeImageExpirationRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var (name, expiresAt) = (request.ImageName, request.ExpiresAt.ToNullableDateTimeOffset());
        var image = await store.GetImageAsync(name, withFileSystem: false, cancellationToken);
        if (image is null)
        {
            return Failed("image not found");
        }

        if (!await ImagePermissions.CanChangeAsync(store, call.Context, name, image, cancellationToken))
        {
            call.IsDenied = true;
            return Failed("no access to image");
        }

        if (FindFault(image, expiresAt, call.Context.HasMethodAccess) is { } fault)
        {
            // To remove the expiration requires a permission; the other faults are limits.
            call.IsDenied = expiresAt is null && image.ExpiresAt is not null;
            return Failed(fault);
        }

        await store.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);
        return new ChangeImageExpirationResponse();
    }

    public async Task<DeleteImageResponse> DeleteAsync(
        DeleteImageRequest request, SrpcCall call, CancellationToken cancellationToken)
    {
        var name = request.ImageName;
        var image = await store.GetImageAsync(name, withFileSystem: false, cancellationToken)
            ?? throw new SrpcException("image does not exist");
        if (!await ImagePermissions.CanChangeAsync(store, call.Context, name, image, cancellationToken))
        {
            call.IsDenied = true;
            throw new SrpcException("no access to image");
        }

        await store.DeleteImageAsync(name, cancellationToken);
        return new DeleteImageResponse();
    }

    private static ChangeImageExpirationResponse Failed(string error) => new() { Error = error };

    private string? FindFault(Image image, DateTimeOffset? expiresAt, bool hasMethodAccess)
    {
        if (image.ExpiresAt is not { } now)
        {
            return "image does not expire";
        }

        if (expiresAt is not { } wanted)
        {
            return hasMethodAccess ? null : "not permitted to make image non-expiring";
        }

        if (wanted < now)
        {
            return "cannot shorten expiration time";
        }

        var maximum = hasMethodAccess ? options.MaximumExpirationPrivileged : options.MaximumExpiration;
        return wanted - timeProvider.GetUtcNow() > maximum ? $"maximum expiration time is {ToGo(maximum)}" : null;
    }

    // The format of Go for whole seconds: 24h0m0s.
    private static string ToGo(TimeSpan duration) => string.Create(
        CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}h{duration.Minutes}m{duration.Seconds}s");
}
