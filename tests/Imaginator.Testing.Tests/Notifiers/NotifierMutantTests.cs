namespace Imaginator.Testing.Tests.Notifiers;

public sealed class NotifierMutantTests
{
    [Theory]
    [InlineData(NotifierFault.HasABadName, nameof(NotifierConformance.TypeName_IsValid))]
    [InlineData(NotifierFault.AcceptsAnySettings, nameof(NotifierConformance.InvalidSettings_AreRefused))]
    [InlineData(NotifierFault.ConnectsWhenOpened, nameof(NotifierConformance.Opening_NeedsNoReceiver))]
    [InlineData(NotifierFault.DescribesItselfInTwoLines, nameof(NotifierConformance.Opening_NeedsNoReceiver))]
    [InlineData(NotifierFault.SplitsTexts, nameof(NotifierConformance.OddTexts_StayInsideTheMessage))]
    [InlineData(NotifierFault.WritesTextsIntoHeaders, nameof(NotifierConformance.OddTexts_StayInsideTheMessage))]
    [InlineData(NotifierFault.LosesRecoveries, nameof(NotifierConformance.Events_ArriveAsOneMessageEach))]
    [InlineData(NotifierFault.InventsIds, nameof(NotifierConformance.RepeatedMessages_HaveTheSameId))]
    [InlineData(NotifierFault.FixesIds, nameof(NotifierConformance.RepeatedMessages_HaveTheSameId))]
    [InlineData(NotifierFault.LosesOverlappingMessages, nameof(NotifierConformance.Deliveries_CanRunAtTheSameTime))]
    [InlineData(NotifierFault.IgnoresRefusals, nameof(NotifierConformance.RefusedMessage_IsAFailure))]
    [InlineData(NotifierFault.ThrowsOtherExceptions, nameof(NotifierConformance.MissingReceiver_IsAFailure))]
    [InlineData(NotifierFault.IgnoresCancellation, nameof(NotifierConformance.RunningDelivery_StopsSoonAfterCancellation))]
    [InlineData(NotifierFault.MistakesCancellation, nameof(NotifierConformance.RunningDelivery_StopsSoonAfterCancellation))]
    [InlineData(NotifierFault.MistakesSilence, nameof(NotifierConformance.SilentReceiver_IsAFailure))]
    [InlineData(NotifierFault.RepeatsAnswers, nameof(NotifierConformance.Secrets_AppearNowhere))]
    [InlineData(NotifierFault.LogsSettings, nameof(NotifierConformance.Secrets_AppearNowhere))]
    public Task Suite_NoticesTheFault(NotifierFault fault, string test) => SuiteRun.RequireFailureAsync(new Mutant(fault), test);

#pragma warning disable xUnit1000 // Only the tests above run it.
    private sealed class Mutant(NotifierFault fault) : ToyNotifierSuite(fault);
#pragma warning restore xUnit1000
}
