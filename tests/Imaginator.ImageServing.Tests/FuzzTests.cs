using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Fuzzing;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.ImageServing.Tests;

/// <summary>Feeds damaged recordings to the image server over a real store, which stays sound whatever is said.</summary>
[Collection("Alone")]
public sealed class FuzzTests
{
    private const int AttemptsAsTest = 300;
    private const int AttemptsPerStore = 1000;

    private static readonly string[] Prepared = ["empty", "users/alpha", "users/gamma", "bootstrap/tiny"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheStore_StaysSound_WhateverIsSaid()
    {
        byte[][] sessions = [.. Captures.CaptureTests.Names.Select(row => Capture.Load(row.Data).FromClient)];
        var failures = new UnexpectedFailures();
        ServingHost? host = null;
        var attempts = 0;

        // The recorded expirations are in the future of this time.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 30, 0, TimeSpan.Zero));
        try
        {
            FuzzRun.Run(
                AttemptsAsTest,
                async random =>
                {
                    if (attempts++ % AttemptsPerStore == 0)
                    {
                        await FinishAsync(host);
                        host = await StartAsync(time);
                    }

                    var session = sessions[random.Next(sessions.Length)];
                    var bytes = Mutation.Apply(session, sessions[random.Next(sessions.Length)], random);
                    var server = new SrpcServer(new SrpcServerOptions(), host!.Services, failures);
                    await server.HandleAsync(new DuplexStream(bytes), ReadOnlyMemory<byte>.Empty, null, Token);
                    failures.ThrowIfAny();
                },
                isAlone: true);
        }
        finally
        {
            await FinishAsync(host);
        }
    }

    // With something in it for most sessions.
    private static async Task<ServingHost> StartAsync(TimeProvider time)
    {
        var host = ServingHost.Start(time);
        foreach (var directory in Prepared)
        {
            await host.Store.MakeDirectoryAsync(directory, Token);
        }

        foreach (var session in new[] { "objecttool-add", "imagetool-add", "imagetool-add-expiring", "builder-tool-build-bootstrap-imageserver" })
        {
            var server = new SrpcServer(new SrpcServerOptions(), host.Services, new UnexpectedFailures());
            await server.HandleAsync(
                new DuplexStream(Capture.Load(session).FromClient), ReadOnlyMemory<byte>.Empty, null, Token);
        }

        Assert.NotNull(await host.Store.GetImageAsync("users/alpha/2", true, Token));
        return host;
    }

    private static async Task FinishAsync(ServingHost? host)
    {
        if (host is null)
        {
            return;
        }

        var faults = (await host.CheckAsync()).Faults;
        await host.DisposeAsync();
        Assert.Empty(faults);
    }
}

/// <summary>Tests that measure what the whole process does.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;
