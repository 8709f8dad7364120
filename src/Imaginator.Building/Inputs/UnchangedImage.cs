using Imaginator.Building.Builds;
using Imaginator.Building.Logging;
using Imaginator.Logging;

namespace Imaginator.Building.Inputs;

/// <summary>The end of a build that had nothing to do: the image that there is lives on.</summary>
internal static class UnchangedImage
{
    /// <summary>Has the image live as long as a new one would.</summary>
    /// <param name="session">The build.</param>
    /// <param name="unchanged">Names the image.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image as the build's result.</returns>
    /// <exception cref="ImaginatorException">It cannot be extended.</exception>
    public static async Task<BuildResult> ExtendAsync(
        BuildSession session, InputsUnchangedException unchanged, CancellationToken cancellationToken)
    {
        var server = session.Environment.ImageStore;
        var name = unchanged.ImageName;
        var image = await server.GetImageAsync(name, withFileSystem: true, cancellationToken)
            ?? throw new ImaginatorException($"{name} has been deleted meanwhile; build again");
        var expiresAt = session.Request.ExpiresIn == TimeSpan.Zero
            ? (DateTimeOffset?)null
            : session.Environment.Time.GetUtcNow() + session.Request.ExpiresIn;
        if (image.ExpiresAt is { } current && (expiresAt is null || expiresAt > current))
        {
            await server.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);
            image = image with { ExpiresAt = expiresAt };
        }

        session.Log.WriteLine(unchanged.Message);
        session.Log.Complete();
        BuildLogMessages.InputsUnchanged(session.Environment.Logger, name);
        return new BuildResult(name, image, new BuildStatistics(session.Stages.Times, 0, 0)) { IsUnchanged = true };
    }
}
