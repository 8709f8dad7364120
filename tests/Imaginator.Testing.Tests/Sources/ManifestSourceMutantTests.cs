namespace Imaginator.Testing.Tests.Sources;

public sealed class ManifestSourceMutantTests
{
    [Theory]
    [InlineData(SourceFault.NeverEnds, nameof(ManifestSourceConformance.RunningFetch_StopsSoonAfterCancellation))]
    [InlineData(SourceFault.MistakesCancellation, nameof(ManifestSourceConformance.CanceledFetch_IsCanceled))]
    [InlineData(SourceFault.HasNoLimit, nameof(ManifestSourceConformance.LargeManifests_AreRefused))]
    [InlineData(SourceFault.InventsRevisions, nameof(ManifestSourceConformance.Revision_ChangesWithTheManifest_AndOnlyThen))]
    [InlineData(SourceFault.FixesRevision, nameof(ManifestSourceConformance.Revision_ChangesWithTheManifest_AndOnlyThen))]
    [InlineData(SourceFault.LogsUrl, nameof(ManifestSourceConformance.Secrets_AppearNowhere))]
    [InlineData(SourceFault.ThrowsUrl, nameof(ManifestSourceConformance.Secrets_AppearNowhere))]
    [InlineData(SourceFault.FollowsLinks, nameof(ManifestSourceConformance.Links_LeadNowhere))]
    [InlineData(SourceFault.LosesPermissions, nameof(ManifestSourceConformance.Fetch_DeliversTheManifest))]
    [InlineData(SourceFault.RequiresOnlyFiles, nameof(ManifestSourceConformance.OnlyFiles_AreDelivered_AndMissingOnesIgnored))]
    [InlineData(SourceFault.SkipsFifos, nameof(ManifestSourceConformance.SpecialFiles_AreRefused))]
    public Task Suite_NoticesTheFault(SourceFault fault, string test) => SuiteRun.RequireFailureAsync(new Mutant(fault), test);

#pragma warning disable xUnit1000 // Only the tests above run it.
    private sealed class Mutant(SourceFault fault) : FaultySourceSuite(fault);
#pragma warning restore xUnit1000
}
