using System.Collections.Immutable;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Building.Workspaces;
using Imaginator.Packagers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.Tests.Sessions;

/// <summary>Sessions of builds of image streams. Every name is that of a stream, whose manifest is nowhere.</summary>
internal sealed class ImageStreamSessions : IStreamCatalog
{
    private ImageStreamSessions()
    {
    }

    public static BuildSessionFactory In(TemporaryTree state, TimeProvider time) => new(
        new ImageStreamSessions(),
        () => new BuildSettings { PackagerTypes = ImmutableDictionary<string, PackagerType>.Empty },
        () => ImmutableDictionary<string, string>.Empty,
        WorkspaceRoot.Open(state.Path("builds")),
        failureShell: null,
        time,
        NullLogger.Instance);

    public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StreamDefinition?>(new ImageStream { Name = name, ManifestUrl = "dir:///nowhere" });
}
