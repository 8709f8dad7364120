using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>The result of adding an object to a store.</summary>
/// <param name="Hash">The actual hash of the contents.</param>
/// <param name="Outcome">The outcome.</param>
public readonly record struct ObjectAddition(ObjectHash Hash, ObjectAdditionOutcome Outcome);
