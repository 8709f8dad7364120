using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using Imaginator.Testing;
using LibGit2Sharp;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource.Tests;

public sealed class GitSourceConformanceTests(GitServers servers) : ManifestSourceConformance
{
    private readonly Dictionary<string, ServedRepository> _repositories = new(StringComparer.Ordinal);
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    protected override IManifestSource CreateSource(ILoggerFactory loggers) =>
        new PluginUnderTest(new GitSourcePlugin(), loggers: loggers).Get<IManifestSource>();

    protected override Task<string> CreateManifestAsync(IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var repository = new ServedRepository(servers);
        _repositories.Add(repository.HttpUrl, repository);
        Commit(repository, entries);
        return Task.FromResult(repository.HttpUrl);
    }

    protected override Task ChangeManifestAsync(
        string url, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        Commit(_repositories[url], entries);
        return Task.CompletedTask;
    }

    // The kernel accepts the connection, and nothing reads from it.
    protected override Task<string?> CreateStalledUrlAsync(CancellationToken cancellationToken)
    {
        _silent.Start();
        return Task.FromResult<string?>($"git://127.0.0.1:{((IPEndPoint)_silent.LocalEndpoint).Port}/x.git");
    }

    protected override IManifestSource CreateLimitedSource(long maximumBytes)
    {
        var settings = new Dictionary<string, string?> { ["maximumManifestBytes"] = maximumBytes.ToString(CultureInfo.InvariantCulture) };
        return new PluginUnderTest(new GitSourcePlugin(), settings).Get<IManifestSource>();
    }

    protected override string AddSecret(string url, string secret) =>
        _repositories[url].PrivateUrl($"{GitServers.User}:{secret}@");

    protected override void Dispose(bool disposing)
    {
        foreach (var repository in _repositories.Values)
        {
            repository.Dispose();
        }

        _silent.Dispose();
        base.Dispose(disposing);
    }

    private static void Commit(ServedRepository repository, IReadOnlyList<ManifestEntry> entries)
    {
        var parent = repository.Repository.Branches["master"]?.Tip;
        var definition = parent is null ? new TreeDefinition() : TreeDefinition.From(parent);
        foreach (var entry in entries)
        {
            var mode = entry.Kind == ManifestEntryKind.SymbolicLink ? Mode.SymbolicLink
                : entry.IsExecutable ? Mode.ExecutableFile : Mode.NonExecutableFile;
            definition.Add(entry.Path, repository.CreateBlob(Encoding.UTF8.GetBytes(entry.Text)), mode);
        }

        repository.Commit("master", repository.Repository.ObjectDatabase.CreateTree(definition));
    }
}
