using System.Text;
using Imaginator.Host.Access;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Rpc.Access;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Methods;

/// <summary><c>Imaginator.GetDependencies</c> and <c>Imaginator.GetDirectedGraph</c>.</summary>
internal sealed class DependencyMethods(IStreamDependencies dependencies, Permissions permissions)
{
    private const string NoAccess = "no permission to see all streams";

    public async Task<GetDependenciesResponse> GetDependenciesAsync(
        GetDependenciesRequest request, SrpcCallContext context, CancellationToken cancellationToken)
    {
        if (!SeesAll(context))
        {
            return new GetDependenciesResponse { Error = NoAccess };
        }

        try
        {
            var known = await dependencies
                .GetAsync(request.MaxAge.ToTimeSpan(), cancellationToken);
            return new GetDependenciesResponse
            {
                GetDependenciesResult = new GetDependenciesResult
                {
                    FetchLog = known.FetchLog,
                    GeneratedAt = GobTime.From(known.GeneratedAt),
                    LastAttemptAt = GobTime.From(known.LastAttemptAt),
                    LastAttemptError = known.LastAttemptError,
                    StreamToSource = known.StreamToSource.IsEmpty ? null : known.StreamToSource,
                    UnbuildableSources = known.UnbuildableSources.IsEmpty
                        ? null
                        : known.UnbuildableSources.ToDictionary(source => source, _ => new EmptyStruct(), StringComparer.Ordinal),
                },
            };
        }
        catch (ImaginatorException e)
        {
            return new GetDependenciesResponse { Error = e.Message };
        }
    }

    public async Task<GetDirectedGraphResponse> GetDirectedGraphAsync(
        GetDirectedGraphRequest request, SrpcCallContext context, CancellationToken cancellationToken)
    {
        if (!SeesAll(context))
        {
            return new GetDirectedGraphResponse { Error = NoAccess };
        }

        try
        {
            var known = await dependencies
                .GetAsync(request.MaxAge.ToTimeSpan(), cancellationToken);
            return new GetDirectedGraphResponse
            {
                GetDirectedGraphResult = new GetDirectedGraphResult
                {
                    FetchLog = known.FetchLog,
                    GeneratedAt = GobTime.From(known.GeneratedAt),
                    GraphvizDot = known.GeneratedAt is null
                        ? default(ReadOnlyMemory<byte>)
                        : Encoding.UTF8.GetBytes(dependencies.Draw(known, request.Excludes, request.Includes)),
                    LastAttemptAt = GobTime.From(known.LastAttemptAt),
                    LastAttemptError = known.LastAttemptError,
                },
            };
        }
        catch (ImaginatorException e)
        {
            return new GetDirectedGraphResponse { Error = e.Message };
        }
    }

    // The dependencies name all streams.
    private bool SeesAll(SrpcCallContext context) => context.HasMethodAccess || permissions.MayReadAll(context.ToCaller());
}
