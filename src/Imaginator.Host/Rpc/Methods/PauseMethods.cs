using Imaginator.Host.Queue;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Host.Rpc.Methods;

/// <summary><c>Imaginator.DisableAutoBuilds</c> and <c>Imaginator.DisableBuildRequests</c>.</summary>
internal sealed class PauseMethods(IBuildQueue queue)
{
    public DisableAutoBuildsResponse DisableAutoBuilds(DisableAutoBuildsRequest request)
    {
        try
        {
            var until = queue.DisableAutoBuilds(request.DisableFor.ToTimeSpan());
            return new DisableAutoBuildsResponse { DisabledUntil = GobTime.From(until) };
        }
        catch (ImaginatorException e)
        {
            return new DisableAutoBuildsResponse { Error = e.Message };
        }
    }

    public DisableBuildRequestsResponse DisableBuildRequests(DisableBuildRequestsRequest request)
    {
        try
        {
            var until = queue.DisableBuildRequests(request.DisableFor.ToTimeSpan());
            return new DisableBuildRequestsResponse { DisabledUntil = GobTime.From(until) };
        }
        catch (ImaginatorException e)
        {
            return new DisableBuildRequestsResponse { Error = e.Message };
        }
    }
}
