using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing;

/// <summary>A plugin whose services are registered and created as Imaginator does, without an assembly load context.</summary>
public sealed class PluginUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Registers the services of a plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="settings">Its settings by name; null for none.</param>
    /// <param name="timeProvider">The clock of the plugin; null for the clock of the machine.</param>
    /// <param name="loggers">Receives the messages of the plugin; null to drop them.</param>
    public PluginUnderTest(
        IPlugin plugin,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var services = new ServiceCollection();
        services.AddSingleton(loggers ?? new LogRecorder());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(timeProvider ?? TimeProvider.System);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        plugin.Register(services, configuration);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Gets the one part of a kind, for example the <see cref="Imaginator.Packagers.IPackager"/>.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <returns>The part.</returns>
    public T Get<T>()
        where T : notnull => Assert.Single(GetAll<T>());

    /// <summary>Gets all parts of a kind.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <returns>The parts, in the order of their registration.</returns>
    public IReadOnlyList<T> GetAll<T>()
        where T : notnull => [.. _services.GetServices<T>()];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
