using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>A server that runs until it is disposed of, or until this process ends in whatever way.</summary>
internal sealed class ServerProgram : IAsyncDisposable
{
    // The shell holds the other end of our pipe: it kills the whole group as soon as the pipe closes. It survives the
    // signals that end us, to do so.
    private const string Keeper = "trap : HUP INT TERM; setsid \"$@\" </dev/null >/dev/null & group=$!; cat >/dev/null; kill -TERM -$group; wait";

    private readonly Process _keeper;
    private readonly Task<string> _messages;

    private ServerProgram(Process keeper)
    {
        this._keeper = keeper;
        _messages = keeper.StandardError.ReadToEndAsync();
    }

    /// <summary>Finds a program, or fails with what to install.</summary>
    /// <param name="package">The Debian package that has it.</param>
    /// <param name="paths">Where it may be.</param>
    /// <returns>Its path.</returns>
    public static string Find(string package, params string[] paths) => paths.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{paths[0]} is missing; these tests need the package {package}.");

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="isUp">Whether it answers.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>The server.</returns>
    public static async Task<ServerProgram> StartAsync(Func<bool> isUp, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        var server = new ServerProgram(Process.Start(start)!);
        for (var started = Stopwatch.StartNew(); !isUp();)
        {
            if (started.Elapsed > TimeSpan.FromMinutes(2))
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{string.Join(' ', command)} does not answer: {await server._messages}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        return server;
    }

    /// <summary>Whether somebody listens on a port of the loopback interface.</summary>
    /// <param name="port">The port.</param>
    /// <returns>Whether a connection succeeds.</returns>
    public static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    public static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var messages = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {messages}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }
}
