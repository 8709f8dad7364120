using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Fails in the way that its settings name.</summary>
public sealed class ClumsyPlugin : IPlugin
{
    public string Description => "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration["fails"])
        {
            case "register":
                throw new InvalidOperationException("cannot register");
            case "unsatisfied":
                services.AddSingleton<IPackager, ClumsyPackager>();
                break;
            case "part":
                services.AddSingleton<IPackager>(_ => throw new InvalidOperationException("cannot be made"));
                break;
            case "name":
                services.AddSingleton<IPackager>(new ClumsyPackager("Not A Name"));
                break;
            case "defaults":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy")
                {
                    Defaults = new PackagerType
                    {
                        UpgradeCommand = ["", "upgrade"],
                        UpdateCommand = ["clumsy", "a\0b"],
                        ListCommand = new PackageListCommand { SizeMultiplier = 0 },
                        CleanPatterns = ["/good", "/bad("],
                    },
                });
                break;
            case "declarations":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy")
                {
                    Defaults = new PackagerType
                    {
                        InstallCommand = ["clumsy"],
                        SuccessExitCodes = [1, 0, 256],
                        RepositoryIndexes = ["*.db", "*"],
                        RepositoryFiles = ["pool/*.pkg", null!],
                    },
                });
                break;
            case "settings":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy"));
                _ = configuration.BindSettings<ClumsySettings>();
                break;
            case "unset":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy")
                {
                    Defaults = new PackagerType { InstallCommand = ["clumsy"], Verbatim = default },
                });
                break;
            case "scheme":
                services.AddSingleton<IManifestSource>(new ClumsySource("under_score"));
                break;
            case "reserved":
                services.AddSingleton<IManifestSource>(new ClumsySource("javascript"));
                break;
            case "script":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy")
                {
                    Defaults = new PackagerType { InstallCommand = ["clumsy"], Verbatim = ["if true"] },
                });
                break;
            case "cleaning":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy")
                {
                    Defaults = new PackagerType { InstallCommand = ["clumsy"], CleanPatterns = ["/etc/passwd"] },
                });
                break;
            case "twice":
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy"));
                services.AddSingleton<IPackager>(new ClumsyPackager("clumsy"));
                break;
        }
    }

    private sealed class ClumsyPackager(string typeName) : IPackager
    {
        public string TypeName => typeName;

        public PackagerType Defaults { get; init; } = new() { InstallCommand = ["clumsy", "install"] };
    }

    private sealed record ClumsySettings
    {
        public TimeSpan Patience { get; init; }

        [SizeSetting]
        public long Weight { get; init; }

        public required string Name { get; init; }
    }

    private sealed class ClumsySource(string scheme) : IManifestSource
    {
        public IReadOnlyCollection<string> Schemes => [scheme];

        public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken) =>
            Task.FromException<ManifestRevision>(new InvalidOperationException("cannot fetch"));
    }
}
