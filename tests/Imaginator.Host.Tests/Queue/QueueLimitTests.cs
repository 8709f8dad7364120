using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Tests.Queue;

public sealed class QueueLimitTests
{
    [Fact]
    public async Task User_CanHaveHalfOfTheQueue()
    {
        await using var fixture = new QueueFixture(slots: 1, maximumQueued: 6);
        fixture.Queue.Submit(Of("ann", "running"));
        for (var i = 0; i < 3; i++)
        {
            fixture.Queue.Submit(Of("ann", Name(i)));
        }

        var refusal = Assert.Throws<BuildRefusedException>(() => fixture.Queue.Submit(Of("ann", "more")));
        Assert.Equal(BuildRefusal.TooMany, refusal.Reason);
        for (var i = 10; i < 13; i++)
        {
            fixture.Queue.Submit(Of("bob", Name(i)));
        }

        Assert.Contains("queue is full", Assert.Throws<BuildRefusedException>(() => fixture.Queue.Submit(Of("eve", "more"))).Message, StringComparison.Ordinal);

        // Joins and automatic builds need no room.
        fixture.Queue.Submit(Of("eve", Name(1)));
        fixture.Queue.Submit(QueueFixture.Request("automatic", BuildReason.AutoRebuild));
    }

    [Fact]
    public async Task Joins_OfABuild_AreLimited()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Submit(Of("ann", "a"));
        for (var i = 0; i < QueueLimits.MaximumJoins; i++)
        {
            // Callers who left count too: the build keeps their names.
            fixture.Queue.Submit(Of("ann", "a")).Dispose();
        }

        Assert.Equal(BuildRefusal.TooMany, Assert.Throws<BuildRefusedException>(() => fixture.Queue.Submit(Of("ann", "a"))).Reason);
    }

    [Fact]
    public void Requests_AreLimitedInSize()
    {
        var request = new BuildRequest { StreamName = "a", GitBranch = "main" };
        RequestSize.Check(request with { Variables = Variables(RequestSize.MaximumVariables, 100) });
        BuildRequest[] tooLarge =
        [
            request with { StreamName = new string('x', RequestSize.MaximumNameBytes + 1) },
            request with { GitBranch = new string('ä', RequestSize.MaximumNameBytes) },
            request with { Variables = Variables(RequestSize.MaximumVariables + 1, 1) },
            request with { Variables = Variables(2, RequestSize.MaximumVariableBytes / 2) },
        ];
        Assert.All(tooLarge, large =>
            Assert.Equal(BuildRefusal.OutOfBounds, Assert.Throws<BuildRefusedException>(() => RequestSize.Check(large)).Reason));
    }

    private static ImmutableSortedDictionary<string, string> Variables(int count, int length) => Enumerable.Range(0, count)
        .ToImmutableSortedDictionary(Name, _ => new string('x', length), StringComparer.Ordinal);

    private static string Name(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    private static QueuedRequest Of(string user, string stream) =>
        QueueFixture.Request(stream) with { Caller = new Caller { UserName = user } };
}
