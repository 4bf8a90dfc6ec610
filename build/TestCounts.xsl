<?xml version="1.0" encoding="utf-8"?>
<!-- The closing line of a test run. A program that left no results, or ended badly without a failed test, counts as one failure. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8" />

  <!-- Result files are named from this file's folder. -->
  <xsl:variable name="here" select="document('')" />

  <xsl:template match="/runs">
    <xsl:variable name="found" select="document(run[@results != '']/@results, $here)/assemblies/assembly" />
    <xsl:variable name="passed" select="sum($found/@passed)" />
    <xsl:variable name="unlisted">
      <xsl:for-each select="run">
        <xsl:variable name="own" select="document(self::run[@results != '']/@results, $here)/assemblies/assembly" />
        <xsl:if test="not($own) or (@exit != '0' and sum($own/@failed) + sum($own/@errors) = 0)">x</xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="failed" select="sum($found/@failed) + sum($found/@errors) + string-length($unlisted)" />
    <xsl:variable name="skipped" select="sum($found/@skipped)" />
    <xsl:value-of select="concat($passed, ' passed, ', $failed, ' failed')" />
    <xsl:if test="$skipped > 0">
      <xsl:value-of select="concat(', ', $skipped, ' skipped')" />
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
