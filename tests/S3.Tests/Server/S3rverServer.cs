using System.Diagnostics;
using System.Globalization;

namespace Imaginator.Plugins.S3.Tests.Server;

/// <summary>
/// A server of S3 in another process: s3rver of npm, with conditional writes. <c>IMAGINATOR_S3RVER</c> names the directory of the package;
/// without it, npm installs it to <c>artifacts/s3rver</c>. <c>IMAGINATOR_S3_ENDPOINT</c> and <c>IMAGINATOR_S3_CREDENTIALS</c> name another
/// server with the bucket, and the file with its credentials.
/// </summary>
public sealed class S3rverServer : IAsyncLifetime
{
    public const string Bucket = "imaginator";

    private const string Version = "3.7.1";

    private static readonly SemaphoreSlim Installing = new(1, 1);

    private readonly TemporaryDirectory _data = new();
    private readonly List<Process> _processes = [];

    private string _endpoint = "";

    /// <summary>The URL of a store that no other test uses.</summary>
    public string NewUrl() => UrlOf(_endpoint);

    /// <summary>Starts the server as it is, without conditional writes.</summary>
    public async Task<string> StartPlainAsync() => UrlOf(await StartAsync("plain"));

    /// <summary>A file with the credentials of the server.</summary>
    public string CredentialsFile { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        CredentialsFile = _data.Write("credentials", "[default]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n");
        if (Environment.GetEnvironmentVariable("IMAGINATOR_S3_ENDPOINT") is { Length: > 0 } endpoint)
        {
            _endpoint = endpoint;
            CredentialsFile = Environment.GetEnvironmentVariable("IMAGINATOR_S3_CREDENTIALS") ?? "";
            return;
        }

        _endpoint = await StartAsync("conditional");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _data.Dispose();
    }

    private static string UrlOf(string endpoint) => $"s3://{Bucket}/{Guid.NewGuid():N}?endpoint={endpoint}&region=us-east-1&pathStyle=true";

    private async Task<string> StartAsync(string mode)
    {
        var directory = Directory.CreateDirectory(_data.PathOf(mode)).FullName;
        var script = Path.Combine(AppContext.BaseDirectory, "Server", "s3rver.js");
        var start = new ProcessStartInfo("node", [script, await FindPackageAsync(), directory, Bucket, mode])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _processes.Add(process);
        return await process.StandardOutput.ReadLineAsync() is { } line && int.TryParse(line, CultureInfo.InvariantCulture, out var port)
            ? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")
            : throw new InvalidOperationException("s3rver did not start: its error is in the output of the tests");
    }

    private static async Task<string> FindPackageAsync()
    {
        if (Environment.GetEnvironmentVariable("IMAGINATOR_S3RVER") is { Length: > 0 } given)
        {
            return given;
        }

        var directory = RepositoryFiles.PathOf("artifacts", "s3rver");
        var package = Path.Combine(directory, "node_modules", "s3rver");
        await Installing.WaitAsync();
        try
        {
            if (Directory.Exists(package))
            {
                return package;
            }

            Directory.CreateDirectory(directory);
            using var install = Process.Start(
                "npm", ["install", "--prefix", directory, "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", $"s3rver@{Version}"]);
            await install.WaitForExitAsync();
            Assert.Equal(0, install.ExitCode);
            return package;
        }
        finally
        {
            Installing.Release();
        }
    }
}
