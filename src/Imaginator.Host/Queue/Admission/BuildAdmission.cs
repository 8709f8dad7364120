using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Quantities;

namespace Imaginator.Host.Queue.Admission;

/// <summary>
/// Decides whether somebody from outside gets a build: by RPC, by the API. What comes through may be submitted. Thread-safe.
/// </summary>
/// <param name="streams">What stream names mean.</param>
/// <param name="bounds">What may be asked for at most.</param>
internal sealed class BuildAdmission(IStreamCatalog streams, BuildBounds bounds)
{
    /// <summary>Admits a request, or refuses it.</summary>
    /// <param name="request">What is asked for. Who asked is filled in, and the time that a build may take is bounded.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The order to submit.</returns>
    /// <exception cref="BuildRefusedException">There is no such stream, the caller may not, or a bound is exceeded.</exception>
    /// <exception cref="ImaginatorException">The stream's name matches two patterns.</exception>
    public async Task<BuildOrder> AdmitAsync(BuildRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.ExpiresIn < bounds.MinimumExpiration)
        {
            throw new BuildRefusedException(
                BuildRefusal.OutOfBounds,
                $"minimum expiration duration is {GoDuration.Format(bounds.MinimumExpiration)}");
        }

        var stream = await streams.FindAsync(request.StreamName, cancellationToken)
            ?? throw new BuildRefusedException(BuildRefusal.UnknownStream, $"unknown stream: {request.StreamName}");
        if (!MayBuild(caller, stream))
        {
            throw new BuildRefusedException(BuildRefusal.NotPermitted, $"no permission to build: {request.StreamName}");
        }

        var longest = caller.HasMethodAccess ? bounds.MaximumExpirationPrivileged : bounds.MaximumExpiration;
        if (request.ExpiresIn > longest)
        {
            throw new BuildRefusedException(
                BuildRefusal.OutOfBounds, $"maximum expiration time is {GoDuration.Format(longest)}");
        }

        var bounded = request with
        {
            RequestedBy = caller.UserName,
            MaximumBuildDuration = request.MaximumBuildDuration > TimeSpan.Zero
                && request.MaximumBuildDuration < bounds.MaximumBuildDuration
                    ? request.MaximumBuildDuration
                    : bounds.MaximumBuildDuration,
        };
        return new BuildOrder(bounded, BuildReason.Request, caller);
    }

    /// <summary>Whether somebody may build a stream: bootstrap streams are for the privileged only.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="stream">The stream.</param>
    /// <returns>Whether he may.</returns>
    public static bool MayBuild(Caller caller, StreamDefinition stream) =>
        caller.HasMethodAccess
        || (stream is ImageStream image && caller.UserName.Length > 0
            && (image.BuilderUsers.Contains(caller.UserName) || image.BuilderGroups.Any(caller.Groups.Contains)));
}
