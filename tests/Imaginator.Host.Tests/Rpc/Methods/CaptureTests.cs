using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Schedule;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Tests.Gob;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Rpc.Methods;

/// <summary>
/// The recorded sessions between the original's clients and its imaginator: our daemon gets the same bytes, its runner does
/// what the original's builds did, and its answers are the same.
/// </summary>
public sealed class CaptureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Builds => Names(IsOfBuild);

    public static TheoryData<string> Others => Names(name => !IsOfBuild(name));

    [Theory]
    [MemberData(nameof(Builds))]
    public async Task BuildImage_AnswersRecordedClients(string name)
    {
        var capture = Capture.Load(name);
        var answers = (await CaptureReader.ReadValuesAsync(capture, ofClient: false)).Values
            .OfType<BuildImageResponse>().ToList();
        var last = answers[^1];
        await using var fixture = await ServiceFixture.StartAsync();
        if (last.ErrorString.StartsWith("builds disabled", StringComparison.Ordinal))
        {
            fixture.Queue.DisableBuildRequests(TimeSpan.FromMinutes(5));
        }

        foreach (var stream in new[] { "users/alpha", "users/orphan", "bootstrap/tiny" })
        {
            fixture.Runner.Script(stream, (run, _) => Replay(run, answers));
            fixture.Runner.Result(stream, new BuildResult(
                last.ImageName, last.Image is null ? new Imaginator.Images.Image() : ImageMapping.ToModel(last.Image),
                new BuildStatistics([], 0, 0)));
        }

        using var session = await SendAsync(fixture.Port, capture);
        Assert.Equal("", await session.Input.ReadLineAsync(100, Token)); // the call is accepted
        Assert.Equal("", await session.Input.ReadLineAsync(100, Token)); // the request is accepted
        var log = new MemoryStream();
        BuildImageResponse response;
        do
        {
            response = await session.ReadAsync<BuildImageResponse>();
            log.Write(response.BuildLog.Span);
        }
        while (response is { ErrorString: "", ImageName: "", Image: null });

        Assert.Equal(LogOf(answers), Encoding.UTF8.GetString(log.ToArray()));
        Assert.Equal(
            await EncodeAsync(last with { BuildLog = default, ErrorString = WithoutTime(last.ErrorString) }),
            await EncodeAsync(response with { BuildLog = default, ErrorString = WithoutTime(response.ErrorString) }));
        Assert.False(session.HasMore);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task OtherMethods_AnswerRecordedClients(string name)
    {
        var capture = Capture.Load(name);
        var reply = (await CaptureReader.ReadValuesAsync(capture, ofClient: false)).Values.Single(value => value is not null)!;
        var time = new FakeTimeProvider(UntilOf(reply)?.AddMinutes(-5) ?? DateTimeOffset.UnixEpoch);
        await using var fixture = await ServiceFixture.StartAsync(time: time, add: services =>
        {
            services.AddSingleton<IStreamDependencies>(new RecordedDependencies(reply));
            services.AddSingleton<IAutoRebuilds>(new RecordedRebuilds());
        });

        using var session = await SendAsync(fixture.Port, capture);
        Assert.Equal("", await session.Input.ReadLineAsync(100, Token));
        Assert.Equal("", await session.Input.ReadLineAsync(100, Token));
        var type = reply.GetType();
        using var decoder = new GobDecoder(session.Input, GobLimits.Default);
        var actual = await GobRoundTrip.ReadAsync(decoder, DominatorTypes.Catalog, type);
        if (UntilOf(reply) is { } until)
        {
            // Our clock knows no nanoseconds.
            Assert.Equal(until, UntilOf(actual!));
        }
        else
        {
            Assert.Equal(
                await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, Truncate(reply))),
                await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, actual)));
        }
    }

    private static bool IsOfBuild(string name) =>
        name.StartsWith("builder-tool-build-", StringComparison.Ordinal) || name.StartsWith("library-", StringComparison.Ordinal);

    private static TheoryData<string> Names(Func<string, bool> select) =>
    [
        .. Capture.Names.Select(row => row.Data).Where(name =>
            (name.StartsWith("builder-tool-", StringComparison.Ordinal) || name.StartsWith("library-build-", StringComparison.Ordinal))
            && !name.EndsWith("-imageserver", StringComparison.Ordinal) && select(name)),
    ];

    private static Task Replay(IBuildRun run, List<BuildImageResponse> answers)
    {
        foreach (var answer in answers.Where(answer => !answer.BuildLog.IsEmpty))
        {
            run.Observer.OnOutput(run.Request.StreamName, answer.BuildLog.Span);
        }

        return answers[^1] switch
        {
            { NeedSourceImage: true } last => throw new RecordedSourceImageNeeded(last).Exception,
            { ErrorString: { Length: > 0 } error } => throw new ImaginatorException(error),
            _ => Task.CompletedTask,
        };
    }

    private static string LogOf(List<BuildImageResponse> answers) =>
        string.Concat(answers.Select(answer => Encoding.UTF8.GetString(answer.BuildLog.Span)));

    private static string WithoutTime(string error) =>
        error.StartsWith("builds disabled until", StringComparison.Ordinal)
            ? System.Text.RegularExpressions.Regex.Replace(error, "[0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} UTC .*", "TIME")
            : error.Contains("no source image", StringComparison.Ordinal) || error.Contains("no suitable source", StringComparison.Ordinal)
                ? "no source image"
                : error;

    private static DateTimeOffset? UntilOf(object reply) => reply switch
    {
        DisableAutoBuildsResponse { DisabledUntil: var until } when until != default => until.ToDateTimeOffset(),
        DisableBuildRequestsResponse { DisabledUntil: var until } when until != default => until.ToDateTimeOffset(),
        _ => null,
    };

    private static object Truncate(object reply) => reply switch
    {
        GetDependenciesResponse { GetDependenciesResult: var result } => new GetDependenciesResponse
        {
            GetDependenciesResult = result with
            {
                GeneratedAt = GobTime.From(result.GeneratedAt.ToDateTimeOffset()),
                LastAttemptAt = GobTime.From(result.LastAttemptAt.ToDateTimeOffset()),
            },
        },
        GetDirectedGraphResponse { GetDirectedGraphResult: var result } => new GetDirectedGraphResponse
        {
            GetDirectedGraphResult = result with
            {
                GeneratedAt = GobTime.From(result.GeneratedAt.ToDateTimeOffset()),
                LastAttemptAt = GobTime.From(result.LastAttemptAt.ToDateTimeOffset()),
            },
        },
        _ => reply,
    };

    private static Task<byte[]> EncodeAsync(BuildImageResponse response) =>
        GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (typeof(BuildImageResponse), response));

    private static async Task<Session> SendAsync(int port, Capture capture)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Token);
        await socket.SendAsync(capture.FromClient, Token);
        var session = new Session(socket);
        var answer = new byte[35];
        await session.Input.ReadExactlyAsync(answer, Token);
        Assert.Equal("HTTP/1.0 200 Connected to Go SRPC\n\n", Encoding.ASCII.GetString(answer));
        return session;
    }

    private sealed class Session : IDisposable
    {
        private readonly Socket _socket;
        private readonly GobDecoder _decoder;

        public Session(Socket socket)
        {
            _socket = socket;
            Input = new InputBuffer(new NetworkStream(socket));
            _decoder = new GobDecoder(Input, GobLimits.Image);
        }

        public InputBuffer Input { get; }

        public bool HasMore => Input.Buffered > 0 || _socket.Available > 0;

        public async Task<T> ReadAsync<T>() => await _decoder.ReadAsync(DominatorTypes.Catalog.Get<T>(), Token);

        public void Dispose()
        {
            _decoder.Dispose();
            _socket.Dispose();
        }
    }

    private sealed record RecordedSourceImageNeeded(BuildImageResponse Last)
    {
        public SourceImageNeededException Exception => new(
            "users/orphan",
            Last.SourceImage,
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal, Last.SourceImageBuildVariables ?? new Dictionary<string, string>()),
            Last.SourceImageGitCommitId);
    }

    private sealed class RecordedRebuilds : IAutoRebuilds
    {
        public RebuildStatus Status => throw new NotSupportedException();

        public Task StartAsync(bool waitToStart, bool waitForComplete, CancellationToken cancellationToken)
        {
            Assert.True(waitToStart);
            Assert.True(waitForComplete);
            return Task.CompletedTask;
        }
    }

    private sealed class RecordedDependencies(object reply) : IStreamDependencies
    {
        public DependencySnapshot Current => DependencySnapshot.None;

        public Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken) =>
            Task.FromResult(reply switch
            {
                GetDependenciesResponse { GetDependenciesResult: var result } => new DependencySnapshot
                {
                    FetchLog = result.FetchLog,
                    GeneratedAt = result.GeneratedAt.ToDateTimeOffset(),
                    LastAttemptAt = result.LastAttemptAt.ToDateTimeOffset(),
                    StreamToSource = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
                        StringComparer.Ordinal, result.StreamToSource!),
                    UnbuildableSources = System.Collections.Immutable.ImmutableSortedSet.CreateRange(
                        StringComparer.Ordinal, result.UnbuildableSources!.Keys),
                },
                GetDirectedGraphResponse { GetDirectedGraphResult: var result } => new DependencySnapshot
                {
                    FetchLog = result.FetchLog,
                    GeneratedAt = result.GeneratedAt.ToDateTimeOffset(),
                    LastAttemptAt = result.LastAttemptAt.ToDateTimeOffset(),
                },
                _ => DependencySnapshot.None,
            });

        public string Draw(
            DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes)
        {
            Assert.Equal(["users/orphan"], excludes);
            return Encoding.UTF8.GetString(((GetDirectedGraphResponse)reply).GetDirectedGraphResult.GraphvizDot.Span);
        }
    }
}
