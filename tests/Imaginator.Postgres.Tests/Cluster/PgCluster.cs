using System.Diagnostics;
using System.Globalization;
using Imaginator.Postgres.Tests.Cluster;

[assembly: AssemblyFixture(typeof(PgCluster))]

namespace Imaginator.Postgres.Tests.Cluster;

/// <summary>
/// A PostgreSQL cluster of the distribution for one run of the tests: below the temporary directory, on a socket, without a port. The
/// server refuses to run as root, so it runs as the distribution's user.
/// </summary>
public sealed class PgCluster : IAsyncLifetime
{
    private const string User = "postgres";

    private static int _clusters;

    private readonly string _directory = string.Create(
        CultureInfo.InvariantCulture, $"/tmp/imaginator-pg-{Environment.ProcessId}-{Interlocked.Increment(ref _clusters)}");

    private int _databases;

    private string Data => Path.Combine(_directory, "data");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Mode 0700, and a short path: the name of a socket has at most 107 bytes.
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", User, _directory);
        }

        await RunServerToolAsync("initdb", "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
        await MigrateTemplateAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunServerToolAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        await RunAsync("rm", "-rf", "--one-file-system", _directory);
    }

    /// <summary>The address of a database of the cluster.</summary>
    public string UrlOf(string database) => $"postgres://{User}@/{database}?host={_directory}";

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its name.</returns>
    public Task<string> CreateEmptyAsync() => CreateFromAsync("template0");

    /// <summary>Creates a database with all tables.</summary>
    /// <returns>Its name.</returns>
    public Task<string> CreateAsync() => CreateFromAsync("migrated");

    /// <summary>Runs SQL without a result.</summary>
    public async Task ExecuteAsync(string database, string sql) =>
        await RunServerToolAsync("psql", "-X", "-q", "-h", _directory, "-U", User, "-d", database, "-v", "ON_ERROR_STOP=1", "-c", sql);

    /// <summary>Ends the server as a crash does, and starts it again. Only for a cluster that no other test uses.</summary>
    public async Task CrashAsync()
    {
        await RunServerToolAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        await StartAsync();
    }

    // Commits reach the disk only with the operating system: a killed server loses nothing, and tests are faster.
    private Task StartAsync() => RunServerToolAsync(
        "pg_ctl",
        "-D",
        Data,
        "-w",
        "-l",
        Path.Combine(_directory, "log"),
        "-o",
        $"-k {_directory} -c listen_addresses= -c fsync=off -c shared_buffers=32MB -c max_connections=100",
        "start");

    private async Task MigrateTemplateAsync()
    {
        await ExecuteAsync(User, "CREATE DATABASE migrated TEMPLATE template0");
        await using var state = TestState.Open(this, "migrated");
        await state.Migrator.MigrateAsync(CancellationToken.None);
    }

    private async Task<string> CreateFromAsync(string template)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(User, $"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    private static Task RunServerToolAsync(string name, params string[] arguments)
    {
        var path = Path.Combine(FindTools(), name);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static string FindTools() =>
        Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        ?? throw new InvalidOperationException("PostgreSQL server not found; install the packages of tests/packages.txt");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits the output of pg_ctl: reading it to its end would wait for the end of the server.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }
}
