using System.Globalization;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Images;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Quantities;

namespace Imaginator.Host.Web.Actions;

/// <summary>
/// Actions on images. They are open to callers with access to the method of <c>ImageServer</c>, to those who manage the stream of the
/// image, and, as over RPC, to the creator and the owners of the image.
/// </summary>
internal sealed class ImageActions(IImageStore store, ImageBrowser images, Permissions permissions, TimeProvider timeProvider)
{
    // The input is the name of the image, a space, and a time or this word.
    private const string Never = "never";

    // Owners have the same limit over RPC.
    private static readonly TimeSpan MaximumOfOwners = new ImageServingOptions().MaximumExpiration;

    /// <summary>Deletes an image. The input is its name.</summary>
    public WebAction Delete => new(AuditActions.DeleteImage, "ImageServer.DeleteImage", WithStore(DeleteAsync)) { IsOpenTo = IsIdentified };

    /// <summary>Postpones the expiration of an image; see <see cref="ExpirationInput"/>.</summary>
    public WebAction ChangeExpiration =>
        new(AuditActions.ChangeImageExpiration, "ImageServer.ChangeImageExpiration", WithStore(ChangeExpirationAsync)) { IsOpenTo = IsIdentified };

    /// <summary>Makes the input of <see cref="ChangeExpiration"/>; a time of null means that the image never expires.</summary>
    public static string ExpirationInput(string image, DateTimeOffset? expiresAt) =>
        $"{image} {expiresAt?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? Never}";

    // The action itself decides about callers with a credential.
    private static bool IsIdentified(Caller caller, string input) => caller.Authentication != AuthenticationKind.None;

    private static Func<Caller, string, CancellationToken, Task<ActionResult>> WithStore(
        Func<Caller, string, CancellationToken, Task<ActionResult>> run) => async (caller, input, cancellationToken) =>
        {
            try
            {
                return await run(caller, input, cancellationToken);
            }
            catch (ImageStoreException e)
            {
                return new ActionResult(KindOf(e.Reason), e.Message);
            }
        };

    private static ActionResultKind KindOf(ImageStoreError error) => error switch
    {
        ImageStoreError.UnknownImage => ActionResultKind.NotFound,
        ImageStoreError.BadRequest => ActionResultKind.Refused,
        _ => ActionResultKind.StoreFailed,
    };

    private async Task<ActionResult> DeleteAsync(Caller caller, string input, CancellationToken cancellationToken)
    {
        if (await images.FindMetadataAsync(input, cancellationToken) is not { } image || !MaySee(caller, input))
        {
            return NotFound(input);
        }

        if (!IsManager(caller, input) && !await IsOwnerAsync(caller, input, image, cancellationToken))
        {
            return ActionGate.Denied(caller, AuditActions.DeleteImage, Delete.Method);
        }

        await store.DeleteImageAsync(input, cancellationToken);
        return ActionResult.Done("deleted");
    }

    private async Task<ActionResult> ChangeExpirationAsync(Caller caller, string input, CancellationToken cancellationToken)
    {
        var separator = input.LastIndexOf(' ');
        var (name, text) = separator < 0 ? (input, "") : (input[..separator], input[(separator + 1)..]);
        if (!TryParse(text, out var expiresAt))
        {
            return new ActionResult(ActionResultKind.Malformed, $"invalid time \"{text}\"; give a time such as 2026-11-24T12:00:00Z, or {Never}");
        }

        if (await images.FindMetadataAsync(name, cancellationToken) is not { } image || !MaySee(caller, name))
        {
            return NotFound(name);
        }

        var isManager = IsManager(caller, name);
        if (!isManager && !await IsOwnerAsync(caller, name, image, cancellationToken))
        {
            return ActionGate.Denied(caller, AuditActions.ChangeImageExpiration, ChangeExpiration.Method);
        }

        if (FindFault(image, expiresAt, isManager) is { } fault)
        {
            return new ActionResult(ActionResultKind.Refused, fault);
        }

        await store.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);
        return ActionResult.Done("changed");
    }

    private static ActionResult NotFound(string name) =>
        new(ActionResultKind.NotFound, $"image \"{name}\" not found; it may have expired, or have been deleted");

    private static bool TryParse(string text, out DateTimeOffset? time)
    {
        time = null;
        if (text == Never)
        {
            return true;
        }

        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed);
        time = parsed;
        return isTime;
    }

    private string? FindFault(Image image, DateTimeOffset? expiresAt, bool isManager)
    {
        if (image.ExpiresAt is not { } now)
        {
            return expiresAt is null ? null : "the image never expires; the expiration of an image can only be postponed";
        }

        if (expiresAt is not { } wanted)
        {
            return isManager ? null : "removing the expiration time requires permission to manage the stream";
        }

        if (wanted < now)
        {
            return "the new time is earlier than the present one; the expiration of an image can only be postponed";
        }

        return !isManager && wanted - timeProvider.GetUtcNow() > MaximumOfOwners
            ? $"without permission to manage the stream, the maximum is {GoDuration.Format(MaximumOfOwners)} from now"
            : null;
    }

    private bool MaySee(Caller caller, string name) => permissions.MayView(caller, ImageName.StreamOf(name));

    private bool IsManager(Caller caller, string name) => permissions.RoleOf(caller, ImageName.StreamOf(name)) == StreamRole.Manage;

    private async Task<bool> IsOwnerAsync(Caller caller, string name, Image image, CancellationToken cancellationToken)
    {
        var user = caller.UserName;
        if (user.Length == 0 || !caller.MayOwn(ImageName.StreamOf(name)))
        {
            return false;
        }

        if (user == image.CreatedBy || user == image.CreatedFor || image.OwnerUsers.Contains(user) || caller.Groups.Overlaps(image.OwnerGroups))
        {
            return true;
        }

        return store is IImageDirectories directories
            && await directories.FindDirectoryAsync(ImageName.StreamOf(name), cancellationToken) is { OwnerGroup.Length: > 0 } directory
            && caller.Groups.Contains(directory.OwnerGroup);
    }
}
