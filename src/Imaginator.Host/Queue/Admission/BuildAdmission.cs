using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Host.Access;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;
using Imaginator.Quantities;

namespace Imaginator.Host.Queue.Admission;

/// <summary>
/// Decides whether a caller of the RPC service or the API gets a build. Admitted requests can be submitted. Thread-safe.
/// </summary>
internal sealed class BuildAdmission(IStreamCatalog streams, BuildBounds bounds, Permissions permissions)
{
    /// <summary>Admits a request, with the user name of the caller and a bounded build duration.</summary>
    /// <exception cref="BuildRefusedException">The stream does not exist, the caller has no permission, or a value is out of bounds.</exception>
    /// <exception cref="ImaginatorException">The name of the stream matches two patterns, or its definition is invalid.</exception>
    public async Task<QueuedRequest> AdmitAsync(BuildRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestSize.Check(request);
        if (request.ExpiresIn < bounds.MinimumExpiration)
        {
            throw new BuildRefusedException(
                BuildRefusal.OutOfBounds,
                $"minimum expiration duration is {GoDuration.Format(bounds.MinimumExpiration)}");
        }

        var stream = await FindAsync(request.StreamName, caller, cancellationToken);
        if (permissions.RoleOf(caller, stream) < StreamRole.Build)
        {
            throw NotPermitted(request.StreamName);
        }

        if (stream.Fault is not null)
        {
            throw new ImaginatorException(stream.DescribeFault());
        }

        if ((RequestVariableRules.FindFault(stream, request.Variables) ?? RequestVariableRules.FindDangerous(stream, request.Variables))
            is { } fault)
        {
            throw new BuildRefusedException(BuildRefusal.OutOfBounds, fault);
        }

        var maximum = caller.HasMethodAccess ? bounds.MaximumExpirationPrivileged : bounds.MaximumExpiration;
        if (request.ExpiresIn > maximum)
        {
            throw new BuildRefusedException(
                BuildRefusal.OutOfBounds, $"maximum expiration time is {GoDuration.Format(maximum)}");
        }

        var bounded = request with
        {
            RequestedBy = caller.UserName,
            MaximumBuildDuration = request.MaximumBuildDuration > TimeSpan.Zero
                && request.MaximumBuildDuration < bounds.MaximumBuildDuration
                    ? request.MaximumBuildDuration
                    : bounds.MaximumBuildDuration,
        };
        return new QueuedRequest(bounded, BuildReason.Request, caller);
    }

    /// <summary>Finds a stream. Callers who may not see a stream of this name do not learn whether it exists.</summary>
    private async Task<StreamDefinition> FindAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        // No stream has anonymous callers as builders, and an unknown name makes the daemon read its configuration again.
        if (caller is { UserName: "", HasMethodAccess: false } && !permissions.MayView(caller, name))
        {
            throw NotPermitted(name);
        }

        try
        {
            return await streams.FindAsync(name, cancellationToken)
                ?? throw new BuildRefusedException(BuildRefusal.UnknownStream, DescribeUnknown(name, caller));
        }
        catch (ImaginatorException) when (!permissions.MayView(caller, name))
        {
            throw NotPermitted(name);
        }
    }

    private static BuildRefusedException NotPermitted(string name) =>
        new(BuildRefusal.NotPermitted, $"no permission to build: {name}");

    // The driver of a worker recognizes the first words. Names of other streams are only for callers who may see them.
    private string DescribeUnknown(string name, Caller caller) =>
        streams.FindNearest(name) is { } nearest && permissions.MayView(caller, nearest)
            ? $"unknown stream: {name}; did you mean \"{nearest}\"?"
            : $"unknown stream: {name}";
}
