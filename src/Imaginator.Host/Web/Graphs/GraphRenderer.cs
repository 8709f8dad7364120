using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Graphs;

/// <summary>
/// Draws graphs with Graphviz, if it is installed: one at a time, in bounded time, as an unprivileged user. The last drawing
/// is kept. Thread-safe.
/// </summary>
internal sealed class GraphRenderer(TimeProvider timeProvider, ILogger<GraphRenderer> logger) : IDisposable
{
    /// <summary>Time limit of one drawing: the layout of thousands of streams can last for minutes.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const string NobodyId = "65534";
    private const int MaximumDrawingBytes = 64 * 1024 * 1024;
    private static readonly string[] Directories = ["/usr/bin", "/usr/local/bin", "/bin"];

    private readonly SemaphoreSlim _turn = new(1);
    private (string Dot, byte[] Svg)? _last;
    private string? _tooSlow;

    /// <summary>Draws a graph as SVG; null if Graphviz is not installed, failed, or exceeded its time limit.</summary>
    public async Task<byte[]?> TryDrawAsync(string dot, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && last.Dot == dot)
            {
                return last.Svg;
            }

            // A graph that exceeded the time limit once would do so each time.
            if (dot == _tooSlow || Find("dot") is not { } program)
            {
                return null;
            }

            var svg = await DrawAsync(program, dot, cancellationToken);
            _last = svg is null ? null : (dot, svg);
            return svg;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string? Find(string program) =>
        Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private async Task<byte[]?> DrawAsync(string program, string dot, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var process = Process.Start(CreateStart(program))!;
            try
            {
                var errors = process.StandardError.ReadToEndAsync(either.Token);
                var drawing = ReadAsync(process.StandardOutput.BaseStream, either.Token);
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(dot), either.Token);
                process.StandardInput.Close();
                var svg = await drawing;
                await process.WaitForExitAsync(either.Token);
                if (process.ExitCode == 0)
                {
                    return svg;
                }

                GraphLog.NotDrawn(logger, (await errors).Trim());
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            _tooSlow = dot;
            GraphLog.NotDrawn(logger, $"no drawing within {Timeout.TotalSeconds} s");
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            GraphLog.NotDrawn(logger, e.Message);
        }

        return null;
    }

    private static ProcessStartInfo CreateStart(string program)
    {
        string[] command = [program, "-Tsvg"];

        // Stream names come from users: the program that reads them runs without privileges.
        if (Environment.IsPrivilegedProcess && Find("setpriv") is { } setpriv)
        {
            command =
            [
                setpriv, $"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups", "--no-new-privs",
                "--bounding-set=-all", "--inh-caps=-all", "--reset-env", .. command,
            ];
        }

        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var contents = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (contents.Length + count > MaximumDrawingBytes)
            {
                throw new IOException($"the drawing is larger than {MaximumDrawingBytes / (1024 * 1024)} MiB");
            }

            contents.Write(buffer, 0, count);
        }

        return contents.ToArray();
    }
}
