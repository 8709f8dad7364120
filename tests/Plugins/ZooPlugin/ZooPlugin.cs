using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.TestPlugins;

/// <summary>
/// Behaves badly: while it is loaded, in the way that the file <c>beast</c> in its folder names; later, in the way that the host of a
/// URL names.
/// </summary>
public sealed class ZooPlugin : IPlugin
{
    public ZooPlugin()
    {
        if (Beast == "constructor")
        {
            throw new InvalidOperationException("a bug");
        }
    }

    public string Description => End("description", "Behaves badly");

    public IReadOnlyCollection<string> LaterSettings => End<string[]>("later", []);

    private static string Beast =>
        Path.Combine(Path.GetDirectoryName(typeof(ZooPlugin).Assembly.Location)!, "beast") is var file && File.Exists(file)
            ? File.ReadAllText(file)
            : "";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        switch (Beast)
        {
            case "register":
                throw new InvalidOperationException("a bug");
            case "thread":
                var thread = new Thread(() => throw new InvalidOperationException("a bug on a thread"));
                thread.Start();
                thread.Join();
                break;
        }

        services.AddSingleton<IUploader>(new ZooUploader(Beast == "uploader"));
        services.AddSingleton<IManifestSource>(provider =>
            new ZooManifestSource(provider.GetRequiredService<ILogger<ZooManifestSource>>(), Beast));
        if (Beast is "type" or "defaults")
        {
            services.AddSingleton<IPackager>(new ZooPackager(Beast));
        }
    }

    private static T End<T>(string beast, T result) => Beast == beast ? throw new InvalidOperationException("a bug") : result;

    private sealed class ZooPackager(string beast) : IPackager
    {
        public string TypeName => beast == "type" ? throw new InvalidOperationException("a bug") : "zoo";

        public PackagerType Defaults => throw new InvalidOperationException("a bug");
    }
}
