using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Web.Graphs;

/// <summary>
/// Draws graphs with Graphviz, where it is installed: one at a time, in bounded time, as a user who may do nothing. The last
/// drawing is kept, for whoever asks for the same again. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told why a graph cannot be drawn.</param>
internal sealed class GraphRenderer(TimeProvider time, ILogger<GraphRenderer> logger) : IDisposable
{
    /// <summary>How long drawing may take; the layout of thousands of streams may take longer than anybody waits.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const string Nobody = "65534";
    private const int LargestDrawing = 64 * 1024 * 1024;
    private static readonly string[] Directories = ["/usr/bin", "/usr/local/bin", "/bin"];

    private readonly SemaphoreSlim _turn = new(1);
    private (string Dot, byte[] Svg)? _last;
    private string? _tooSlow;

    /// <summary>Draws a graph.</summary>
    /// <param name="dot">The graph.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The drawing as SVG; null if there is no Graphviz, or it took too long.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<byte[]?> TryDrawAsync(string dot, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && last.Dot == dot)
            {
                return last.Svg;
            }

            // What took too long once would each time, with everybody waiting for it.
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
        using var timeout = new CancellationTokenSource(Timeout, time);
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

                WebLog.GraphNotDrawn(logger, (await errors).Trim());
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
            WebLog.GraphNotDrawn(logger, $"it took longer than {Timeout.TotalSeconds} s");
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            WebLog.GraphNotDrawn(logger, e.Message);
        }

        return null;
    }

    private static ProcessStartInfo CreateStart(string program)
    {
        string[] command = [program, "-Tsvg"];

        // The names of streams are what others wrote; whoever draws them need not be root.
        if (Environment.IsPrivilegedProcess && Find("setpriv") is { } setpriv)
        {
            command =
            [
                setpriv, $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--no-new-privs",
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
            if (contents.Length + count > LargestDrawing)
            {
                throw new IOException($"the drawing is larger than {LargestDrawing} bytes");
            }

            contents.Write(buffer, 0, count);
        }

        return contents.ToArray();
    }
}
