using Imaginator.Building.Streams;

namespace Imaginator.Host.Tests.Rpc.Methods;

/// <summary>A handful of streams.</summary>
internal sealed class FakeStreams : IStreamCatalog
{
    private readonly Dictionary<string, StreamDefinition> _streams = new StreamDefinition[]
    {
        new BootstrapStream { Name = "bootstrap/tiny", BootstrapCommand = ["true"], PackagerType = "none" },
        new ImageStream
        {
            Name = "users/alpha", ManifestUrl = "dir:///opt/man", BuilderUsers = ["bob"], BuilderGroups = ["alphas"],
        },
        new ImageStream { Name = "users/orphan", ManifestUrl = "dir:///opt/man" },
    }.ToDictionary(stream => stream.Name, StringComparer.Ordinal);

    public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_streams.GetValueOrDefault(name));
}
