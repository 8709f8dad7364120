using System.Collections.Immutable;
using System.Reflection;
using Imaginator.ImageStores;
using Imaginator.Linux.Storage;
using Imaginator.Manifests;
using Imaginator.Packagers;
using Imaginator.Plugins;
using McMaster.NETCore.Plugins.Loader;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Loads a plugin, registers its services and creates its parts.</summary>
internal sealed class PluginActivator(PluginSettings settings, ILoggerFactory loggerFactory, TimeProvider timeProvider)
{
    // One type of each assembly that is shared with plugins; a second copy of any would be a different type.
    private static readonly Type[] SharedTypes =
        [typeof(IPlugin), typeof(ImaginatorException), typeof(IServiceCollection), typeof(IConfiguration), typeof(ILogger)];

    // Plugins of this repository use the same versions of these assemblies as the program: one copy in memory serves all. If the
    // program does not contain an assembly, a plugin uses its own.
    private static readonly string[] SharedIfPresent =
    [
        "Imaginator.Linux", "Imaginator.Protocol", "Tmds.LibC",
        "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "SQLitePCLRaw.batteries_v2", "SQLitePCLRaw.provider.e_sqlite3",
    ];

    /// <summary>Loads the plugin in a folder. The caller disposes its services.</summary>
    public ActivatedPlugin Activate(string folder)
    {
        var name = Path.GetFileName(folder);
        var file = Path.Combine(folder, name + ".dll");
        var type = Explained(file, () =>
        {
            var assembly = During($"{name}.dll cannot be loaded", () => LoadAssembly(folder, file));
            return During("its types cannot be loaded", () => FindPluginType(assembly));
        });
        var plugin = During(
            $"the constructor of {type.Name} failed",
            () => (IPlugin)type.InvokeMember("", Construct, binder: null, target: null, args: null, culture: null)!);
        var observed = new ObservedSettings(settings.Of(name));
        var services = During($"{type.Name}.Register failed", () => Register(observed, plugin));
        try
        {
            var activated = During("its parts cannot be created", () => CreateParts(name, file, plugin, services));
            var known = During($"{type.Name}.LaterSettings failed", () => observed.Close(plugin.LaterSettings));
            return activated with { Plugin = activated.Plugin with { KnownSettings = known } };
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    private const BindingFlags Construct =
        BindingFlags.CreateInstance | BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;

    // The only place that catches the exceptions of a plugin's code while it is loaded.
    private static T During<T>(string failure, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e)
        {
            throw new PluginLoadException($"{failure}: {PluginFailure.Describe(e)}", e);
        }
    }

    /// <summary>If the assembly itself is faulty, its fault explains the failure better than the exception.</summary>
    private static Type Explained(string file, Func<Type> load)
    {
        try
        {
            return load();
        }
        catch (PluginLoadException) when (File.Exists(file))
        {
            During($"{Path.GetFileName(file)} cannot be loaded", () =>
            {
                PluginAssembly.Check(file);
                return true;
            });
            throw;
        }
    }

    private static Assembly LoadAssembly(string folder, string file)
    {
        if (!File.Exists(file))
        {
            var others = Directory.EnumerateFiles(folder, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal);
            var found = string.Join(", ", others.Take(3));
            throw new PluginLoadException(
                "the file does not exist; the assembly of a plugin must have the name of its folder"
                + (found.Length == 0 ? "" : $" (found {found})"));
        }

        // The runtime would wait for the writer of a FIFO.
        RegularFile.OpenRead(file).Dispose();

        // Not PluginLoader, which searches runtimeconfig.json files for directories of assemblies: there are none, and the search
        // costs 3 MB of memory. Assemblies are loaded on first use, so that an unused plugin costs little.
        var context = new AssemblyLoadContextBuilder().SetMainAssemblyPath(file).IsLazyLoaded(true);
        foreach (var name in SharedTypes.Select(type => type.Assembly.GetName())
            .Concat(SharedIfPresent.Where(ProgramAssemblies.Contains).Select(name => new AssemblyName(name))))
        {
            context.PreferDefaultLoadContextAssembly(name);
        }

        var assembly = context.Build().LoadFromAssemblyPath(file);

        // Missing assemblies are reported now, not during a build.
        PluginReferences.Check(assembly, folder);
        return assembly;
    }

    private static Type FindPluginType(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => type.IsAssignableTo(typeof(IPlugin)))
            .ToArray() switch
        {
            [var type] when type.GetConstructor(Type.EmptyTypes) is not null => type,
            [var type] => throw new PluginLoadException($"{type.FullName} has no public constructor without parameters"),
            [] => throw new PluginLoadException("no public class implements IPlugin"),
            var types => throw new PluginLoadException(
                "more than one public class implements IPlugin: " + string.Join(", ", types.Select(type => type.FullName))),
        };

    private ServiceProvider Register(IConfiguration configuration, IPlugin plugin)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggerFactory);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(timeProvider);
        plugin.Register(services, configuration);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static ActivatedPlugin CreateParts(string name, string file, IPlugin plugin, ServiceProvider services)
    {
        var packagers = services.GetServices<IPackager>()
            .Select(packager => KeyValuePair.Create(packager.TypeName, packager.Defaults)).ToImmutableArray();
        var sources = services.GetServices<IManifestSource>()
            .SelectMany(source => source.Schemes.Select(scheme => KeyValuePair.Create(scheme, source))).ToImmutableArray();
        var uploaders = services.GetServices<IUploader>()
            .SelectMany(uploader => uploader.Schemes.Select(scheme => KeyValuePair.Create(scheme, uploader))).ToImmutableArray();
        ImmutableArray<string> provides =
        [
            .. packagers.Select(pair => PluginPart.Packager(pair.Key)),
            .. sources.Select(pair => PluginPart.ManifestSource(pair.Key)),
            .. uploaders.Select(pair => PluginPart.Uploader(pair.Key)),
        ];
        if (provides.IsEmpty)
        {
            throw new PluginLoadException("it registers no packager, manifest source or uploader");
        }

        if (provides.GroupBy(part => part, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new PluginLoadException($"it provides {twice.Key} twice");
        }

        return new ActivatedPlugin
        {
            Plugin = new LoadedPlugin(name, VersionOf(plugin.GetType().Assembly), plugin.Description, file, provides),
            Services = services,
            PackagerTypes = packagers,
            ManifestSources = sources,
            Uploaders = uploaders,
        };
    }

    // Without +COMMIT, which the build appends.
    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString(3)
        ?? "?";
}
